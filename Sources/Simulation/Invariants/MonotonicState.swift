import Raft

/// Terms and commit indexes never go back (Raft §5.1, figure 2, "currentTerm").
///
/// A term not even across a restart, once another node has been told of it.
struct MonotonicState: Sendable {
    private var told: [Term]

    init(nodes: Int) {
        told = [Term](repeating: 0, count: nodes)
    }

    mutating func noteSent(_ envelope: Envelope, from node: Int) throws(Violation) {
        switch envelope.message {
        case .voteRequest(let request) where request.ballot == .probe: return
        case .voteResponse(let response) where response.ballot == .probe: return
        default: break
        }
        let term = envelope.message.term
        guard term >= told[node] else {
            throw Violation(
                "monotonic term",
                "\(envelope.from) says term \(term) after \(told[node])"
            )
        }
        told[node] = term
    }

    func check(_ node: NodeID, before: NodeView, after: NodeView) throws(Violation) {
        guard after.term >= before.term else {
            throw Violation("monotonic term", "\(node) went from \(before.term) to \(after.term)")
        }
        guard after.commit >= before.commit else {
            throw Violation(
                "monotonic commit",
                "\(node) went from \(before.commit) to \(after.commit)"
            )
        }
        guard after.applied >= before.applied, after.applied <= after.commit else {
            throw Violation(
                "monotonic commit",
                "\(node) applied \(after.applied) after \(before.applied), commit \(after.commit)"
            )
        }
    }
}
