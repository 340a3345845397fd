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
