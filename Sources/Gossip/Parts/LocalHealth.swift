/// How much this node trusts itself: Lifeguard's Local Health Multiplier (§IV-A), from 0, well, up
/// to a limit.
struct LocalHealth: Sendable, Hashable {
    private(set) var score = 0
    let maximum: Int

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// What timeouts and intervals are multiplied by.
    var multiplier: Int { score + 1 }

    mutating func add(_ delta: Int) {
        score = min(max(score + delta, 0), maximum)
    }
}
