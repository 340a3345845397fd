internal import Catalog
internal import Raft
internal import Wire

/// What a node answers to a `ControlRequest`.
enum ControlAnswer: Sendable, Hashable {
    /// The asker is a member, with this number, beside these.
    ///
    /// - Parameter revision: that of the last change of the members.
    case enrolled(NodeIdentity, revision: UInt64, members: [Member])
    case done
    /// Not now, perhaps later; with the members, of whom another may do better.
    case later(String, revision: UInt64, members: [Member])
    /// Never, in words for the operator.
    case refused(String)
    /// The asker was a member and is none any more.
    case removed

    private static let reasonBytes = 1_024

    var encoded: [UInt8] {
        var writer = WireWriter()
        switch self {
        case .enrolled(let identity, let revision, let members):
            writer.uint8(1)
            identity.cluster.encode(into: &writer)
            writer.uint64(identity.node.rawValue)
            writer.variable(revision)
            Self.encode(members, into: &writer)
        case .done: writer.uint8(2)
        case .later(let reason, let revision, let members):
            writer.uint8(3)
            writer.sized(reason.utf8.prefix(Self.reasonBytes))
            writer.variable(revision)
            Self.encode(members, into: &writer)
        case .refused(let reason):
            writer.uint8(4)
            writer.sized(reason.utf8.prefix(Self.reasonBytes))
        case .removed: writer.uint8(5)
        }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        switch try reader.uint8() {
        case 1:
            let cluster = try ClusterID(decoding: &reader)
            let identity = NodeIdentity(cluster: cluster, node: .init(try reader.uint64()))
            let revision = try reader.variable()
            self = .enrolled(identity, revision: revision, members: try Self.members(&reader))
        case 2: self = .done
        case 3:
            let reason = try Self.reason(&reader)
            let revision = try reader.variable()
            self = .later(reason, revision: revision, members: try Self.members(&reader))
        case 4: self = .refused(try Self.reason(&reader))
        case 5: self = .removed
        case let tag: throw .invalid(field: "control answer", value: UInt64(tag))
        }
        try reader.finish()
    }

    /// The cut may have split a character.
    private static func reason(_ reader: inout WireReader) throws(WireError) -> String {
        String(decoding: try reader.sized(limit: reasonBytes), as: UTF8.self)
    }

    private static func encode(_ members: [Member], into writer: inout WireWriter) {
        writer.variable(UInt64(members.count))
        for member in members { member.encode(into: &writer) }
    }

    private static func members(_ reader: inout WireReader) throws(WireError) -> [Member] {
        var members: [Member] = []
        for _ in 0..<(try reader.count(limit: CatalogLimits.enrolledMembers)) {
            members.append(try Member(decoding: &reader))
        }
        return members
    }
}
