package import Raft
package import Wire

/// What a disk is for ever: a number in a cluster.
package struct NodeIdentity: Sendable, Hashable {
    package var cluster: ClusterID
    package var node: NodeID

    package init(cluster: ClusterID, node: NodeID) {
        self.cluster = cluster
        self.node = node
    }

    /// 24 bytes: the cluster, the number.
    package var encoded: [UInt8] {
        var writer = WireWriter()
        cluster.encode(into: &writer)
        writer.uint64(node.rawValue)
        return writer.bytes
    }

    /// - Throws: `WireError` for anything that `encoded` does not write.
    package init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        cluster = try ClusterID(decoding: &reader)
        node = NodeID(try reader.uint64())
        try reader.finish()
    }
}
