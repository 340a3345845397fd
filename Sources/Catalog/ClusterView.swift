internal import Wire

/// The numbered, sorted list of members by which misses are routed.
package struct ClusterView: Sendable, Hashable {
    /// One more with each change; 0 before the first.
    package var number: UInt64
    /// Names in the order of their bytes, each once.
    package var members: [String]

    package init(number: UInt64 = 0, members: [String] = []) {
        self.number = number
        self.members = members
    }

    static let key: [UInt8] = Array("view".utf8)

    var encoded: [UInt8] {
        var writer = WireWriter()
        writer.variable(number)
        writer.variable(UInt64(members.count))
        for member in members { writer.text(member) }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        number = try reader.variable()
        members = []
        for _ in 0..<(try reader.count(limit: CatalogLimits.members)) {
            members.append(try reader.text(limit: CatalogLimits.memberNameBytes))
        }
        try reader.finish()
    }
}
