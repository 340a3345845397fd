internal import NIOCore
internal import Synchronization

/// How a fill wakes one event loop: at most one wake-up under way, whatever the number of followers.
final class FillSubscription: Sendable {
    private let loop: any EventLoop
    private let wake: @Sendable () -> Void
    private let isPending = Atomic<Bool>(false)
    /// Position of the slowest follower on this loop, for a fill that keeps a window only.
    let slowestPosition = Atomic<UInt64>(0)

    /// - Parameter wake: Runs on `loop` after each step of the fill.
    init(loop: any EventLoop, wake: @escaping @Sendable () -> Void) {
        self.loop = loop
        self.wake = wake
    }

    func notify() {
        guard !isPending.exchange(true, ordering: .acquiringAndReleasing) else { return }
        loop.execute {
            // Cleared before looking: progress made after the look brings another wake-up.
            self.isPending.store(false, ordering: .sequentiallyConsistent)
            self.wake()
        }
    }
}
