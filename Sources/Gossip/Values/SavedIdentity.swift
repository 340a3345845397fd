package import Wire

/// The part of a node's memory that must not go back: saved before anything that tells of it.
package struct SavedIdentity: Sendable, Hashable {
    package var cluster: ClusterIdentity
    package var incarnation: UInt64
    package var metadataVersion: UInt64

    package init(cluster: ClusterIdentity, incarnation: UInt64, metadataVersion: UInt64) {
        self.cluster = cluster
        self.incarnation = incarnation
        self.metadataVersion = metadataVersion
    }

    /// The value as a version byte and its fields.
    package func encoded() -> [UInt8] {
        var writer = WireWriter(reservingCapacity: 25)
        writer.uint8(MessageCodec.version)
        writer.uint64(cluster.rawValue)
        writer.variable(incarnation)
        writer.variable(metadataVersion)
        return writer.bytes
    }

    package init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        try MessageCodec.readVersion(&reader)
        cluster = ClusterIdentity(try reader.uint64())
        incarnation = try MessageCodec.readIncarnation(&reader)
        metadataVersion = try MessageCodec.readIncarnation(&reader)
        try reader.finish()
    }
}
