internal import Raft
internal import Wire

/// The first frame of each side of a connection: who speaks, of which cluster, and what for.
struct PeerHello: Sendable, Equatable {
    var identity: NodeIdentity
    var name: String
    var kind: PeerKind

    /// Told before anything else, so that a stranger's bytes are known by their first four.
    private static let magic: UInt32 = 0x4857_5052
    /// The newest version of the protocol, and for now the only one.
    static let version: UInt8 = 1
    private static let nameBytes = 255

    func encode(into writer: inout WireWriter) {
        writer.uint32(Self.magic)
        writer.uint8(Self.version)
        writer.uint8(kind.rawValue)
        identity.cluster.encode(into: &writer)
        writer.uint64(identity.node.rawValue)
        writer.text(name)
    }

    var caller: PeerCaller {
        PeerCaller(cluster: identity.cluster, node: identity.node, name: name)
    }

    init(identity: NodeIdentity, name: String, kind: PeerKind) {
        self.identity = identity
        self.name = name
        self.kind = kind
    }

    init(decoding reader: inout WireReader) throws(WireError) {
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
