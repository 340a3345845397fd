internal import Wire

/// A change of who belongs to the cluster.
package enum MemberChange: Sendable, Hashable {
    /// A node joins, or tells what has changed about it.
    ///
    /// - Parameter node: its number, if it was given one: then it must still be a member.
    case enrol(MemberCard, node: UInt64?)
    /// A member is to leave.
    case leave(name: String)
    /// A member that was to leave, and is out of the configuration, is forgotten.
    case forget(name: String, node: UInt64)
    /// All others are forgotten, after their majority was lost for good.
    case keepOnly(name: String)

    func encode(into writer: inout WireWriter) {
        switch self {
        case .enrol(let card, let node):
            writer.uint8(1)
            card.encode(into: &writer)
            writer.optional(node) { $0.uint64($1) }
        case .leave(let name):
            writer.uint8(2)
            writer.text(name)
        case .forget(let name, let node):
            writer.uint8(3)
            writer.text(name)
            writer.uint64(node)
        case .keepOnly(let name):
            writer.uint8(4)
            writer.text(name)
        }
    }

    init(decoding reader: inout WireReader) throws(WireError) {
        switch try reader.uint8() {
        case 1:
            let card = try MemberCard(decoding: &reader)
            let node = try reader.optional { reader throws(WireError) in try reader.uint64() }
            self = .enrol(card, node: node)
        case 2: self = .leave(name: try Self.name(&reader))
        case 3:
            let name = try Self.name(&reader)
            self = .forget(name: name, node: try reader.uint64())
        case 4: self = .keepOnly(name: try Self.name(&reader))
        case let other: throw .invalid(field: "member change", value: UInt64(other))
        }
    }

    private static func name(_ reader: inout WireReader) throws(WireError) -> String {
        try reader.text(limit: CatalogLimits.memberNameBytes)
    }
}
