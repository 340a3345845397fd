/// The newest view of a node, the last few before it, and what it has heard of newer ones.
package struct ViewHistory: Sendable, Equatable {
    package private(set) var current = RoutingView()
    /// Newest first.
    package private(set) var former: [RoutingView] = []
    /// The highest number that anybody has named: above the current one's, a view is on its way
    /// here, and until it comes this node does not know which paths are its own.
    package private(set) var heardOf: UInt64 = 0

    init() {}

    /// Whether no newer view is known to exist.
    package var isCurrent: Bool { heardOf <= current.number }

    /// Takes in a view from the log; an old one changes nothing.
    mutating func take(_ view: RoutingView, limits: RoutingLimits) {
        guard view.number > current.number else { return }
        if current.number > 0 { former.insert(current, at: 0) }
        if former.count > limits.formerViews { former.removeLast() }
        current = view
        heardOf = max(heardOf, view.number)
    }

    /// Whether all views are remembered of which fills may be under way; not so after a restart, or
    /// after views that passed this node by.
    func isComplete(_ limits: RoutingLimits) -> Bool {
        let numbers = remembered.map(\.number)
        let isUnbroken = zip(numbers, numbers.dropFirst()).allSatisfy { $0 == $1 + 1 }
        return isUnbroken && (former.count >= limits.formerViews || (numbers.last ?? 0) <= 1)
    }

    /// Somebody named a view of this number.
    mutating func hear(_ number: UInt64) {
        heardOf = max(heardOf, number)
    }

    /// The views of which members may have a fill under way: the current one and the former ones.
    var remembered: [RoutingView] { [current] + former }
}
