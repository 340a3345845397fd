/// The answer to a candidate.
package struct VoteResponse: Sendable, Hashable {
    /// The term of the election when granted, else the voter's own.
    package var term: Term
    package var ballot: Ballot
    package var isGranted: Bool

    package init(term: Term, ballot: Ballot, isGranted: Bool) {
        self.term = term
        self.ballot = ballot
        self.isGranted = isGranted
    }
}
