/// How much a candidate may disturb.
package enum Ballot: UInt8, Sendable, Hashable {
    /// Asks whether it could win, without a new term (dissertation §9.6).
    case probe
    /// Asks for the vote; refused while a leader is heard (dissertation §4.2.3).
    case ordinary
    /// Asks for the vote with the leader's consent, so a leader being heard does not matter (§3.10).
    case transfer
}

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

/// The leader asks a node to take over at once (dissertation §3.10).
package struct TimeoutNow: Sendable, Hashable {
    package var term: Term

    package init(term: Term) {
        self.term = term
    }
}

/// Tells a leader or candidate of the past that the cluster has gone on.
package struct StaleTerm: Sendable, Hashable {
    package var term: Term

    package init(term: Term) {
        self.term = term
    }
}
