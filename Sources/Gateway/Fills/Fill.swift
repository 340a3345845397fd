internal import NIOCore
internal import Routing
internal import Synchronization

/// One fetch of one object, and everything that reads along.
///
/// A fill belongs to the node, not to the reader who began it. The fetch thread moves it on through
/// ``publish(_:)``; followers on the event loops look at ``snapshot()`` whenever they are woken.
/// Each event loop has one subscription, so a step costs one wake-up for each loop that has
/// followers, not one for each follower.
final class Fill: Sendable {
    private struct Shared {
        var snapshot: FillSnapshot
        var subscriptions: [FillSubscription] = []
        var isFenced = false
        var onFollowersChanged: (@Sendable () -> Void)?
        /// Where the bytes come from, for other nodes that ask.
        var standing = FillRoute.Standing.origin
        var onOutranked: (@Sendable (String) -> Void)?
    }

    /// "bucket/key".
    let path: [UInt8]
    /// The mapping that sent this miss to its origin; nil where other members may have it only.
    let mappingKey: String?
    let startedNanoseconds: UInt64
    private let followers = Atomic<Int>(0)
    private let windowed = Atomic<Bool>(false)
    private let shared: Mutex<Shared>

    init(path: [UInt8], mappingKey: String?, firstByte: UInt64 = 0) {
        self.path = path
        self.mappingKey = mappingKey
        startedNanoseconds = NIODeadline.now().uptimeNanoseconds
        shared = Mutex(
            Shared(snapshot: FillSnapshot(firstByte: firstByte, released: firstByte))
        )
    }

    /// Readers on all loops.
    var followerCount: Int { followers.load(ordering: .acquiring) }

    func snapshot() -> FillSnapshot {
        shared.withLock { $0.snapshot }
    }

    /// Adds a loop; its `wake` runs after every step from now on.
    func subscribe(_ subscription: FillSubscription) {
        shared.withLock { $0.subscriptions.append(subscription) }
    }

    func unsubscribe(_ subscription: FillSubscription) {
        shared.withLock { shared in
            shared.subscriptions.removeAll { $0 === subscription }
        }
    }

    func followerJoined() {
        followers.wrappingAdd(1, ordering: .acquiringAndReleasing)
    }

    func followerLeft() {
        followers.wrappingSubtract(1, ordering: .acquiringAndReleasing)
        followersMoved()
    }

    /// Makes a step visible and wakes the loops that follow.
    func publish(_ change: (inout FillSnapshot) -> Void) {
        let subscriptions = shared.withLock { shared in
            change(&shared.snapshot)
            return shared.subscriptions
        }
        for subscription in subscriptions { subscription.notify() }
    }

    /// A client wrote or deleted the key: what this fill brings must not be stored over that.
    func fence() {
        shared.withLock { $0.isFenced = true }
    }

    var isFenced: Bool {
        shared.withLock { $0.isFenced }
    }

    // MARK: Other nodes

    /// Where the bytes come from.
    var standing: FillRoute.Standing { shared.withLock { $0.standing } }

    func setStanding(_ standing: FillRoute.Standing) {
        shared.withLock { $0.standing = standing }
    }

    /// Sends nodes that read along elsewhere.
    func direct(_ direction: FillSnapshot.Direction) {
        publish { snapshot in
            snapshot.direction = direction
            snapshot.directions += 1
        }
    }

    /// `action` runs, on any thread, when a member that goes before this one decides too.
    func onOutranked(_ action: @escaping @Sendable (String) -> Void) {
        shared.withLock { $0.onOutranked = action }
    }

    func outranked(by member: String) {
        let action = shared.withLock { $0.onOutranked }
        action?(member)
    }

    /// From now on `action` runs, on any thread, when a follower leaves.
    func watchLeaving(_ action: @escaping @Sendable () -> Void) {
        shared.withLock { $0.onFollowersChanged = action }
    }

    // MARK: The window of a fill that is not stored

    /// From now on `action` runs, on any thread, when followers move or leave: the fill keeps only
    /// a window of the object and waits for the slowest of them.
    func watchFollowers(_ action: @escaping @Sendable () -> Void) {
        shared.withLock { $0.onFollowersChanged = action }
        windowed.store(true, ordering: .releasing)
    }

    /// Whether followers must report how far they are; most fills spare them that.
    var keepsWindow: Bool { windowed.load(ordering: .acquiring) }

    func followersMoved() {
        let action = shared.withLock { $0.onFollowersChanged }
        action?()
    }

    /// A reader comes in at a loop that has others: from its first look on nothing that lies ahead
    /// of it is let go of.
    func hold(_ position: UInt64, _ subscription: FillSubscription) {
        // In the lock, so that it falls before a step of the window, which then heeds it, or after
        // one, which the reader then sees.
        shared.withLock { _ in
            let slowest = subscription.slowestPosition.load(ordering: .acquiring)
            guard position < slowest else { return }
            subscription.slowestPosition.store(position, ordering: .releasing)
        }
    }

    /// Moves the begin of the window up to the slowest follower, in whole pieces, and has what lies
    /// before it freed: in this order, for whoever sees the old begin may send from there.
    ///
    /// - Parameters:
    ///   - limit: Where the window begins at most.
    ///   - free: Called with the new begin, if it moved, once everybody can see it.
    /// - Returns: Up to where all have read, at most the limit.
    func letGo(upTo limit: UInt64, free: (UInt64) -> Void) -> UInt64 {
        let (read, begin) = shared.withLock { shared -> (UInt64, UInt64?) in
            let first = shared.snapshot.firstByte
            let slowest =
                shared.subscriptions.map { $0.slowestPosition.load(ordering: .acquiring) }.min()
            let read = max(min(slowest ?? first, limit), first)
            let begin = read - (read - first) % MissLimits.releaseBytes
            guard begin > max(shared.snapshot.windowStart, first) else { return (read, nil) }
            shared.snapshot.windowStart = begin
            return (read, begin)
        }
        if let begin { free(begin) }
        return read
    }
}
