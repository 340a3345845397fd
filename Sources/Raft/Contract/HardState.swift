/// What a node must never forget about elections, saved before any message that follows from it
/// (Raft figure 2, "persistent state").
///
/// The commit index is not here: commands are applied in the transaction that saves the entries,
/// so the applied index that the state machine keeps is a commit index that survives.
package struct HardState: Sendable, Hashable {
    package var term: Term
    /// Whom this node voted for in `term`.
    package var vote: NodeID?

    package init(term: Term, vote: NodeID?) {
        self.term = term
        self.vote = vote
    }
}
