package import Gossip
package import PeerProtocol

/// What a gossip loop is told once about its node.
package struct GossipSettings: Sendable {
    /// Unique in the cluster; 1 to 128 bytes of printable ASCII without spaces.
    package var name: String
    /// Where the others reach this node, by UDP and TCP; a name is resolved at the start.
    package var advertised: PeerAddress
    package var metadata: GossipMetadata
    /// The cluster that consensus is of; nil for a node that has not been let in anywhere and
    /// takes over the cluster of the first seed that answers, or founds one if it has no seeds.
    package var cluster: ClusterID?
    package var timing: Timing
    package var limits = GossipLimits()

    package init(
        name: String,
        advertised: PeerAddress,
        metadata: GossipMetadata,
        cluster: ClusterID?,
        timing: Timing = .lan
    ) {
        self.name = name
        self.advertised = advertised
        self.metadata = metadata
        self.cluster = cluster
        self.timing = timing
    }
}
