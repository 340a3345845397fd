package import Catalog
internal import Raft
package import Wire

/// What a node answers to a `ControlRequest`.
package enum ControlAnswer: Sendable, Hashable {
    /// The asker is a member, with this number, beside these.
    ///
    /// - Parameter revision: that of the last change of the members.
    case enrolled(NodeIdentity, revision: UInt64, members: [Member])
    /// As it was asked.
    case done
    /// Not now, perhaps later; with the members, of whom another may do better.
    case later(String, revision: UInt64, members: [Member])
    /// Never, in words for the operator.
    case refused(String)
    /// The asker was a member and is none any more.
    case removed

    private enum Tag: UInt8 {
        case enrolled = 1
        case done = 2
        case later = 3
        case refused = 4
        case removed = 5
    }

    private static let reasonBytes = 1_024

    /// A byte of kind and the fields; a reason is cut at 1,024 bytes.
    package var encoded: [UInt8] {
        var writer = WireWriter()
        switch self {
        case .enrolled(let identity, let revision, let members):
            writer.uint8(Tag.enrolled.rawValue)
            identity.cluster.encode(into: &writer)
            writer.uint64(identity.node.rawValue)
            writer.variable(revision)
            Self.encode(members, into: &writer)
        case .done: writer.uint8(Tag.done.rawValue)
        case .later(let reason, let revision, let members):
            writer.uint8(Tag.later.rawValue)
            writer.sized(reason.utf8.prefix(Self.reasonBytes))
            writer.variable(revision)
            Self.encode(members, into: &writer)
        case .refused(let reason):
            writer.uint8(Tag.refused.rawValue)
            writer.sized(reason.utf8.prefix(Self.reasonBytes))
        case .removed: writer.uint8(Tag.removed.rawValue)
        }
        return writer.bytes
    }

    /// - Throws: `WireError` for anything that `encoded` does not write.
    package init(decoding bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        let byte = try reader.uint8()
        guard let tag = Tag(rawValue: byte) else {
            throw .invalid(field: "control answer", value: UInt64(byte))
        }
        switch tag {
        case .enrolled:
            let cluster = try ClusterID(decoding: &reader)
            let identity = NodeIdentity(cluster: cluster, node: .init(try reader.uint64()))
            let revision = try reader.variable()
            self = .enrolled(identity, revision: revision, members: try Self.members(&reader))
        case .done: self = .done
        case .later:
            let reason = try Self.reason(&reader)
            let revision = try reader.variable()
            self = .later(reason, revision: revision, members: try Self.members(&reader))
        case .refused: self = .refused(try Self.reason(&reader))
        case .removed: self = .removed
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
