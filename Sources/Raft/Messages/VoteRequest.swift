/// A candidate asks for a vote (Raft §5.2).
package struct VoteRequest: Sendable, Hashable {
    /// The term of the election; of a probe, the one it would start.
    package var term: Term
    package var ballot: Ballot
    /// The end of the candidate's log.
    package var last: LogPosition

    package init(term: Term, ballot: Ballot, last: LogPosition) {
        self.term = term
        self.ballot = ballot
        self.last = last
    }
}
