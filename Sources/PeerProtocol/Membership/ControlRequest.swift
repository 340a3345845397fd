package import Catalog
package import Wire

/// What one node asks of another about membership.
package enum ControlRequest: Sendable, Hashable {
    /// To become a member, or to stay one at another address.
    case enrol(MemberCard, node: UInt64?)
    /// That the leader, which the other is taken for, hands over; to the best voter without a name.
    case transferLeadership(to: String?)

    private enum Tag: UInt8 {
        case enrol = 1
        case transferLeadership = 2
    }

    /// A byte of kind and the fields.
    package var encoded: [UInt8] {
        var writer = WireWriter()
        switch self {
        case .enrol(let card, let node):
            writer.uint8(Tag.enrol.rawValue)
            card.encode(into: &writer)
            writer.optional(node) { $0.uint64($1) }
        case .transferLeadership(let name):
            writer.uint8(Tag.transferLeadership.rawValue)
            writer.optional(name) { $0.text($1) }
        }
        return writer.bytes
    }

    /// - Throws: `WireError` for anything that `encoded` does not write.
    package init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        let byte = try reader.uint8()
        guard let tag = Tag(rawValue: byte) else {
            throw .invalid(field: "control request", value: UInt64(byte))
        }
        switch tag {
        case .enrol:
            let card = try MemberCard(decoding: &reader)
            let node = try reader.optional { reader throws(WireError) in try reader.uint64() }
            self = .enrol(card, node: node)
        case .transferLeadership:
            let name = try reader.optional { reader throws(WireError) in
                try reader.text(limit: CatalogLimits.memberNameBytes)
            }
            self = .transferLeadership(to: name)
        }
        try reader.finish()
    }
}
