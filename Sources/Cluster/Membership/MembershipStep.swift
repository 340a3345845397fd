package import Raft

/// One thing a leader does to bring the cluster nearer to what its members say.
package enum MembershipStep: Sendable, Hashable, CustomStringConvertible {
    case change(ConfigurationChange)
    /// A member that was to leave is out of the configuration.
    case forget(name: String, node: UInt64)
    /// The members by whom misses are routed.
    case view([String])

    /// For the log of the node.
    package var description: String {
        switch self {
        case .change(.addLearner(let node)): "\(node) receives the log"
        case .change(.promote(let node)): "\(node) votes"
        case .change(.demote(let node)): "\(node) votes no more"
        case .change(.remove(let node)): "\(node) is removed"
        case .forget(let name, _): "\(name) is forgotten"
        case .view(let names): "the view is \(names.joined(separator: ", "))"
        }
    }
}
