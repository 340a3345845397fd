internal import NIOCore
internal import Synchronization

/// The followers of one fill on one event loop.
///
/// Each step of the fill wakes the audience once; it takes one look at the fill and moves every
/// follower that is not still sending.
final class FillAudience {
    let fill: Fill
    private(set) var followers: [any FillReader] = []
    private let onEmpty: () -> Void
    private var subscription: FillSubscription?

    /// - Parameter onEmpty: The last follower has left; the audience is not used again.
    init(fill: Fill, onEmpty: @escaping () -> Void) {
        self.fill = fill
        self.onEmpty = onEmpty
    }

    func subscribe(_ subscription: FillSubscription) {
        self.subscription = subscription
        fill.subscribe(subscription)
    }

    /// Takes in a follower that the fill has counted already.
    func add(_ follower: any FillReader) {
        followers.append(follower)
        if fill.keepsWindow, let subscription { fill.hold(follower.position, subscription) }
        follower.advance(fill.snapshot())
        reportPosition()
    }

    func remove(_ follower: any FillReader) {
        guard let index = followers.firstIndex(where: { $0 === follower }) else { return }
        followers.swapAt(index, followers.count - 1)
        followers.removeLast()
        if followers.isEmpty, let subscription {
            fill.unsubscribe(subscription)
            // Its wake-up holds this audience, and so the fill and the descriptor of its spool.
            self.subscription = nil
        }
        fill.followerLeft()
        if followers.isEmpty { onEmpty() } else { reportPosition() }
    }

    func advance() {
        let snapshot = fill.snapshot()
        for follower in followers { follower.advance(snapshot) }
        reportPosition()
    }

    /// Tells a fill with a window how far the slowest follower here is.
    func reportPosition() {
        guard fill.keepsWindow, let subscription, !followers.isEmpty else { return }
        let slowest = followers.reduce(UInt64.max) { min($0, $1.position) }
        guard subscription.slowestPosition.exchange(slowest, ordering: .releasing) != slowest
        else { return }
        fill.followersMoved()
    }
}
