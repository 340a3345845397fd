import Raft

/// At most one leader in a term (Raft figure 3, "Election Safety", §5.2).
struct ElectionSafety: Sendable {
    private var leaders: [Term: NodeID] = [:]

    mutating func noteLeader(_ node: NodeID, term: Term) throws(Violation) {
        guard let other = leaders[term] else {
            leaders[term] = node
            return
        }
        guard other == node else {
            throw Violation("election safety", "term \(term) has leaders \(other) and \(node)")
        }
    }
}
