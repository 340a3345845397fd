package import Raft

/// Who is on the other side of a stream, as the hello says.
package struct PeerCaller: Sendable, Hashable {
    /// The cluster; `none` from a node that is of no cluster yet.
    package var cluster: ClusterID
    /// The number; 0 from a node that has none yet.
    package var node: NodeID
    package var name: String

    package init(cluster: ClusterID, node: NodeID, name: String) {
        self.cluster = cluster
        self.node = node
        self.name = name
    }
}
