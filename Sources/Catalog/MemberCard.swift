package import Wire

/// What a node says of itself when it joins a cluster, and whenever that has changed.
package struct MemberCard: Sendable, Hashable {
    /// Unique in the cluster; it never changes.
    package var name: String
    /// 16 random bytes of the node's disk: the same name from another disk is another node.
    package var token: [UInt8]
    /// Where peers, clients and operators reach it, as `host:port`.
    package var cluster: String
    package var s3: String
    package var admin: String
    /// The version of the program.
    package var version: String

    package static let tokenBytes = 16
    /// A host name, a colon and a port.
    private static let addressBytes = 262
    private static let versionBytes = 64

    package init(
        name: String,
        token: [UInt8],
        cluster: String,
        s3: String,
        admin: String,
        version: String
    ) {
        self.name = name
        self.token = token
        self.cluster = cluster
        self.s3 = s3
        self.admin = admin
        self.version = version
    }

    /// Appends it as it is kept and sent between nodes.
    package func encode(into writer: inout WireWriter) {
        writer.text(name)
        writer.raw(token)
        writer.text(cluster)
        writer.text(s3)
        writer.text(admin)
        writer.text(version)
    }

    /// - Throws: `WireError` for anything that `encode` does not write, and for an empty name.
    package init(decoding reader: inout WireReader) throws(WireError) {
        name = try reader.text(limit: CatalogLimits.memberNameBytes)
        guard !name.isEmpty else { throw .invalid(field: "member name", value: 0) }
        token = try reader.raw(count: Self.tokenBytes)
        cluster = try reader.text(limit: Self.addressBytes)
        s3 = try reader.text(limit: Self.addressBytes)
        admin = try reader.text(limit: Self.addressBytes)
        version = try reader.text(limit: Self.versionBytes)
    }
}
