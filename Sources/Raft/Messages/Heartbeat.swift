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
