import Gateway
import NIOCore
import Synchronization

/// No member can be reached; how often that was tried.
final class NoStreams: PeerStreams {
    struct Unreachable: Error {}

    private let opened = Mutex(0)

    var count: Int { opened.withLock { $0 } }

    func open(
        to member: String,
        on loop: any EventLoop,
        prepare: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        opened.withLock { $0 += 1 }
        return loop.makeFailedFuture(Unreachable())
    }
}
