import Raft

/// A leader never overwrites or deletes entries of its log (Raft figure 3, "Leader Append-Only",
/// §5.3).
struct LeaderAppendOnly: Sendable {
    func check(
        _ node: NodeID,
        before: NodeView,
        after: NodeView,
        ready: Ready
    ) throws(Violation) {
        guard before.role == .leader, after.role == .leader, before.term == after.term else {
            return
        }
        guard after.last.index >= before.last.index, ready.install == nil else {
            throw Violation("leader append-only", "\(node) cut its log at \(after.last)")
        }
        if let first = ready.entries.first, first.index <= before.last.index {
            throw Violation("leader append-only", "\(node) replaced entry \(first.index)")
        }
    }
}
