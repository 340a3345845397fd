import Raft

/// A leader begins a membership change only when the last one and an entry of its own term are
/// committed, and a change moves one voter at most (dissertation §4.1; Ongaro, raft-dev, 10 July
/// 2015).
struct OneChangeAtATime: Sendable {
    func check(
        _ node: NodeID,
        change: Entry,
        from earlier: Configuration,
        earlierIndex: LogIndex,
        commit: LogPosition
    ) throws(Violation) {
        guard let next = change.configuration else { return }
        guard earlierIndex <= commit.index else {
            throw Violation(
                "one change at a time",
                "\(node) began \(change.position) while \(earlierIndex) was not committed"
            )
        }
        guard commit.term == change.term else {
            throw Violation(
                "one change at a time",
                "\(node) began \(change.position) with nothing of its term committed"
            )
        }
        let moved = Set(earlier.voters).symmetricDifference(next.voters).count
        guard moved <= 1 else {
            throw Violation("one change at a time", "\(earlier) became \(next)")
        }
    }
}
