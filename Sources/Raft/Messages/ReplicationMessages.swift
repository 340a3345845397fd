/// The leader sends entries (Raft §5.3).
package struct AppendRequest: Sendable, Hashable {
    package var term: Term
    /// What the follower's log must hold just before the entries.
    package var previous: LogPosition
    /// The leader's commit index.
    package var commit: LogIndex
    /// The newest round of read confirmation; the answer confirms it too.
    package var round: UInt64
    /// Contiguous from `previous.index + 1`; none at all asks only whether `previous` matches.
    package var entries: [Entry]

    package init(
        term: Term,
        previous: LogPosition,
        commit: LogIndex,
        round: UInt64,
        entries: [Entry]
    ) {
        self.term = term
        self.previous = previous
        self.commit = commit
        self.round = round
        self.entries = entries
    }

    /// Entries follow `previous` one by one, their terms never go back, and before the first entry
    /// of all there is no term.
    var isWellFormed: Bool {
        guard previous.index > 0 || previous.term == 0 else { return false }
        var position = previous
        for entry in entries {
            guard entry.index == position.index + 1, entry.term >= position.term else {
                return false
            }
            position = entry.position
        }
        return position.term <= term
    }
}

/// The follower's log on disk matches the leader's up to an index.
package struct AppendAccepted: Sendable, Hashable {
    package var term: Term
    package var match: LogIndex
    package var round: UInt64

    package init(term: Term, match: LogIndex, round: UInt64) {
        self.term = term
        self.match = match
        self.round = round
    }
}

/// The follower's log does not hold what should come before the entries.
package struct AppendRejected: Sendable, Hashable {
    package var term: Term
    /// The `previous.index` that did not match.
    package var previousIndex: LogIndex
    /// The last place where the logs could match, as far as the follower can tell.
    package var hint: LogPosition

    package init(term: Term, previousIndex: LogIndex, hint: LogPosition) {
        self.term = term
        self.previousIndex = previousIndex
        self.hint = hint
    }
}

/// The leader lives (Raft §5.2), and asks for confirmation that it still leads.
package struct Heartbeat: Sendable, Hashable {
    package var term: Term
    /// Never beyond what the receiver is known to match, for it cannot check.
    package var commit: LogIndex
    package var round: UInt64

    package init(term: Term, commit: LogIndex, round: UInt64) {
        self.term = term
        self.commit = commit
        self.round = round
    }
}

/// The sender still follows, as of a round.
package struct HeartbeatResponse: Sendable, Hashable {
    package var term: Term
    package var round: UInt64

    package init(term: Term, round: UInt64) {
        self.term = term
        self.round = round
    }
}
