/// Everything that can happen to a node besides the passing of time.
package enum Event: Sendable {
    /// A message arrived.
    case received(Envelope)
    /// A client's command; answered by `Ready.accepted` or `Ready.refused` with the same number.
    case propose(Proposal)
    /// A linearizable read; answered by `Ready.reads` with the same number.
    case read(id: UInt64)
    /// A membership change; answered like a proposal.
    case change(ChangeProposal)
    /// Hand leadership to a voter, or to the best one; ends in `Ready.transfer`.
    case transferLeadership(to: NodeID?)
    /// The answer to `Ready.loads`.
    case loaded(LoadedEntries)
    /// The answer to `Ready.snapshotReads`.
    case snapshotRead(SnapshotPart)
    /// A snapshot asked for cannot be read any more; the core asks for another one later.
    case snapshotUnavailable(to: NodeID)
    /// The transport lost the connection to a node, and with it what was under way.
    case unreachable(NodeID)
}
