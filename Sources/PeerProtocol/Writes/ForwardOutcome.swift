package import Catalog
package import Raft

/// What became of a write that was passed to another node.
package enum ForwardOutcome: Sendable, Equatable {
    /// It was applied by the leader at this index.
    case done(CommandResult, LogIndex)
    /// It had no effect and never will, as that node does not lead.
    case notLeader
    /// The leader's answer is an error.
    case refused(ControlPlaneError)
    /// It never left this node.
    case notSent
    /// It left, and no answer came: it may take effect.
    case lost
}
