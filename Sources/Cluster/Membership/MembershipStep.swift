package import Raft

/// One thing a leader does to bring the cluster nearer to what its members say.
package enum MembershipStep: Sendable, Hashable {
    case change(ConfigurationChange)
    /// A member that was to leave is out of the configuration.
    case forget(name: String, node: UInt64)
    /// The members by whom misses are routed.
    case view([String])
}
