package import Raft
package import Wire

/// What a member tells all others about itself, besides its name and its cluster address.
package struct GossipMetadata: Sendable, Hashable {
    /// Bytes of one address, so that all fields together stay within the 512 that gossip carries.
    package static let addressBytes = 200
    /// Bytes of the version of the program.
    package static let versionBytes = 40

    /// The number in consensus; 0 while there is none.
    package var node: NodeID
    /// Address of the S3 listener, `host:port`.
    package var s3: String
    /// Address of the admin API, `host:port`.
    package var admin: String
    package var version: String
    /// Fills that the node runs at once.
    package var capacity: Int
    /// Fills under way.
    package var load: Int
    /// The node is about to end: it answers still, but is to have no part in the view.
    package var isLeaving: Bool

    private static let format: UInt8 = 1

    /// Texts that are too long are cut: they only inform.
    package init(
        node: NodeID,
        s3: String,
        admin: String,
        version: String,
        capacity: Int = 0,
        load: Int = 0,
        isLeaving: Bool = false
    ) {
        self.node = node
        self.s3 = Self.cut(s3, Self.addressBytes)
        self.admin = Self.cut(admin, Self.addressBytes)
        self.version = Self.cut(version, Self.versionBytes)
        self.capacity = max(0, capacity)
        self.load = max(0, load)
        self.isLeaving = isLeaving
    }

    private static func cut(_ text: String, _ count: Int) -> String {
        guard text.utf8.count > count else { return text }
        var text = text
        while text.utf8.count > count { text.removeLast() }
        return text
    }

    /// A byte of format and the fields, up to 474 bytes.
    package var encoded: [UInt8] {
        var writer = WireWriter(reservingCapacity: 128)
        writer.uint8(Self.format)
        writer.variable(node.rawValue)
        writer.text(s3)
        writer.text(admin)
        writer.text(version)
        writer.variable(UInt64(capacity))
        writer.variable(UInt64(load))
        writer.uint8(isLeaving ? 1 : 0)
        return writer.bytes
    }

    /// Fields that a newer version has added at the end are passed over; an older one says nothing
    /// of leaving.
    ///
    /// - Throws: `WireError` for another format, or a field that is cut off or too long.
    package init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        let format = try reader.uint8()
        guard format == Self.format else {
            throw .invalid(field: "metadata", value: UInt64(format))
        }
        node = NodeID(try reader.variable())
        s3 = try reader.text(limit: Self.addressBytes)
        admin = try reader.text(limit: Self.addressBytes)
        version = try reader.text(limit: Self.versionBytes)
        capacity = Int(clamping: try reader.variable())
        load = Int(clamping: try reader.variable())
        isLeaving = reader.remaining > 0 ? try reader.uint8() != 0 : false
    }
}
