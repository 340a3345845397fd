import Raft

/// A node votes for at most one candidate in a term, across restarts too (Raft §5.2, figure 2
/// "votedFor"); candidates vote for themselves.
struct VoteOnce: Sendable {
    private struct Ballot: Hashable {
        var voter: NodeID
        var term: Term
    }

    private var votes: [Ballot: NodeID] = [:]

    mutating func noteSent(_ envelope: Envelope) throws(Violation) {
        switch envelope.message {
        case .voteRequest(let request) where request.ballot != .probe:
            try note(envelope.from, term: request.term, candidate: envelope.from)
        case .voteResponse(let response) where response.ballot != .probe && response.isGranted:
            try note(envelope.from, term: response.term, candidate: envelope.to)
        default:
            break
        }
    }

    private mutating func note(
        _ voter: NodeID,
        term: Term,
        candidate: NodeID
    ) throws(Violation) {
        let ballot = Ballot(voter: voter, term: term)
        guard let earlier = votes[ballot] else {
            votes[ballot] = candidate
            return
        }
        guard earlier == candidate else {
            throw Violation(
                "one vote a term",
                "\(voter) voted for \(earlier) and \(candidate) in term \(term)"
            )
        }
    }
}
