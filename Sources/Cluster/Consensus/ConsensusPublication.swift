internal import Raft

/// What other threads may know of a loop's node.
struct ConsensusPublication: Sendable {
    var role = Role.follower
    var term: Term = 0
    var leader: NodeID?
    var commit: LogIndex = 0
    var applied: LogIndex = 0
    var configuration = Configuration.empty
    /// Whether this node is the only voter and leads with an entry of its own term committed:
    /// then nobody else can have acknowledged anything.
    var leadsAlone = false
    /// Why the disk takes nothing at the moment.
    var storageProblem: String?
    /// Why the loop ended, if it did by itself.
    var failure: String?
}
