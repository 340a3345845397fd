import Raft

/// All nodes apply the same command at an index, with the same effect and to the same state (Raft
/// figure 3, "State Machine Safety", §5.4.3).
struct StateMachineSafety: Sendable {
    private struct Step: Equatable {
        var term: Term
        var content: UInt64
        var tookEffect: Bool
        var fingerprint: UInt64
    }

    private var steps: [LogIndex: Step] = [:]

    /// True when no node applied this index before.
    mutating func noteApplied(
        _ entry: Entry,
        effect: Applied?,
        fingerprint: UInt64,
        on node: NodeID
    ) throws(Violation) -> Bool {
        let step = Step(
            term: entry.term,
            content: ContentHash.of(entry),
            tookEffect: effect?.tookEffect ?? false,
            fingerprint: fingerprint
        )
        guard let first = steps[entry.index] else {
            steps[entry.index] = step
            return true
        }
        guard first.term == step.term, first.content == step.content else {
            throw Violation("state machine safety", "\(node) applied another \(entry.position)")
        }
        guard first == step else {
            throw Violation(
                "state machine safety",
                "\(node) applied \(entry.position) to another state or with another effect"
            )
        }
        return false
    }
}
