/// An invariant that does not hold; going on could lose data.
package enum Halt: Error, Sendable, Hashable {
    /// The leader's entry differs from one that is committed here.
    case committedConflict(committed: LogPosition, received: LogPosition)
    /// The leader knows this node to have entries that it does not have.
    case logLost(commit: LogIndex, last: LogPosition)
    /// Another leader of the same term.
    case twoLeaders(term: Term, other: NodeID)
}
