import Raft

/// What the checks look at before and after each step of a node.
struct NodeView: Sendable {
    var role: Role
    var term: Term
    var commit: LogIndex
    var applied: LogIndex
    var last: LogPosition
    var configuration: Configuration
    var configurationIndex: LogIndex

    init(_ node: RaftNode) {
        role = node.currentRole
        term = node.currentTerm
        commit = node.commitIndex
        applied = node.appliedIndex
        last = node.lastPosition
        configuration = node.newestConfiguration
        configurationIndex = node.newestConfigurationIndex
    }
}
