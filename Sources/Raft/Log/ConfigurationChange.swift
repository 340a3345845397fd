/// One step from a configuration to the next; each changes at most one voter, so that majorities
/// before and after share a node (dissertation §4.1).
package enum ConfigurationChange: Sendable, Hashable {
    /// A node begins to receive the log.
    case addLearner(NodeID)
    /// A learner that has caught up begins to count. There is no other way to become a voter.
    case promote(NodeID)
    /// A voter goes on as a learner.
    case demote(NodeID)
    /// A node leaves.
    case remove(NodeID)

    package var node: NodeID {
        switch self {
        case .addLearner(let node), .promote(let node), .demote(let node), .remove(let node): node
        }
    }
}
