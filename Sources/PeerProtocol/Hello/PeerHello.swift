internal import Raft
package import Wire

/// The first frame of each side of a connection: who speaks, of which cluster, and what for.
package struct PeerHello: Sendable, Equatable {
    /// The cluster and the number of who speaks; none of both from a node of no cluster yet.
    package var identity: NodeIdentity
    /// The name of the node, up to 255 bytes.
    package var name: String
    /// What the connection is for.
    package var kind: PeerKind

    /// Told before anything else, so that a stranger's bytes are known by their first four.
    private static let magic: UInt32 = 0x4857_5052
    /// The newest version of the protocol, and for now the only one.
    package static let version: UInt8 = 1
    private static let nameBytes = 255

    /// Appends magic, version, kind, cluster, number and name.
    package func encode(into writer: inout WireWriter) {
        writer.uint32(Self.magic)
        writer.uint8(Self.version)
        writer.uint8(kind.rawValue)
        identity.cluster.encode(into: &writer)
        writer.uint64(identity.node.rawValue)
        writer.text(name)
    }

    /// Who speaks, for who takes the stream.
    package var caller: PeerCaller {
        PeerCaller(cluster: identity.cluster, node: identity.node, name: name)
    }

    package init(identity: NodeIdentity, name: String, kind: PeerKind) {
        self.identity = identity
        self.name = name
        self.kind = kind
    }

    /// - Throws: `WireError` also for another protocol, version or kind.
    package init(decoding reader: inout WireReader) throws(WireError) {
        let magic = try reader.uint32()
        guard magic == Self.magic else {
            throw .invalid(field: "peer protocol", value: UInt64(magic))
        }
        let version = try reader.uint8()
        guard version == Self.version else {
            throw .invalid(field: "peer protocol version", value: UInt64(version))
        }
        let number = try reader.uint8()
        guard let kind = PeerKind(rawValue: number) else {
            throw .invalid(field: "connection kind", value: UInt64(number))
        }
        self.kind = kind
        let cluster = try ClusterID(decoding: &reader)
        identity = NodeIdentity(cluster: cluster, node: NodeID(try reader.uint64()))
        name = try reader.text(limit: Self.nameBytes)
    }
}
