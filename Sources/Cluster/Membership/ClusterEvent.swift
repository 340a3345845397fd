/// What the operator should read in the node's log.
package enum ClusterEvent: Sendable, Hashable {
    /// A seed did not take the node in yet, and why; it goes on trying.
    case joinDelayed(seed: String, reason: String)
    /// The node has a place in a cluster.
    case joined(cluster: String, node: String)
    /// Another node leads, as this one sees it, or none.
    case leader(String?, term: UInt64)
    /// The disk takes nothing, and why; nil when it does again.
    case storage(problem: String?)
    /// A member came, went or changed, as gossip has it.
    case member(String, name: String)
    /// The node leads, is about to end, and nobody took over.
    case handOverFailed(String)
    /// What else gossip has to tell.
    case gossip(String)
    /// Consensus ended by itself, and why: the node must end.
    case failed(reason: String)
    /// A change of the members or the view was begun.
    case changing(String)
    /// The node is no member any more, so it must end.
    case removed
}
