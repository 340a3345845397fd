package import Catalog

/// The node's part in the cluster at one moment.
package struct ConsensusStatus: Sendable, Equatable {
    /// The roles of Raft; a member that only receives the log is a learner.
    package enum Role: String, Sendable {
        case leader, follower, learner, candidate
    }

    package var role: Role
    package var term: UInt64
    /// The leader's name, or nil while there is none.
    package var leader: String?
    /// The index up to which the log is committed.
    package var commit: UInt64
    /// The index up to which it is applied.
    package var applied: UInt64
    package var voters: [String]
    package var learners: [String]
    package var view: ClusterView

    package init(
        role: Role,
        term: UInt64,
        leader: String?,
        commit: UInt64,
        applied: UInt64,
        voters: [String],
        learners: [String],
        view: ClusterView
    ) {
        self.role = role
        self.term = term
        self.leader = leader
        self.commit = commit
        self.applied = applied
        self.voters = voters
        self.learners = learners
        self.view = view
    }
}
