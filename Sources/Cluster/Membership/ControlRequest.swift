internal import Catalog
internal import Wire

/// What one node asks of another about membership.
enum ControlRequest: Sendable, Hashable {
    /// To become a member, or to stay one at another address.
    case enrol(MemberCard, node: UInt64?)
    /// That the leader, which the other is taken for, hands over; to the best voter without a name.
    case transferLeadership(to: String?)

    var encoded: [UInt8] {
        var writer = WireWriter()
        switch self {
        case .enrol(let card, let node):
            writer.uint8(1)
            card.encode(into: &writer)
            writer.optional(node) { $0.uint64($1) }
        case .transferLeadership(let name):
            writer.uint8(2)
            writer.optional(name) { $0.text($1) }
        }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        switch try reader.uint8() {
        case 1:
            let card = try MemberCard(decoding: &reader)
            let node = try reader.optional { reader throws(WireError) in try reader.uint64() }
            self = .enrol(card, node: node)
        case 2:
            let name = try reader.optional { reader throws(WireError) in
                try reader.text(limit: CatalogLimits.memberNameBytes)
            }
            self = .transferLeadership(to: name)
        case let tag: throw .invalid(field: "control request", value: UInt64(tag))
        }
        try reader.finish()
    }
}
