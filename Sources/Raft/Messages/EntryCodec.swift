package import Wire

/// Entries and configurations as bytes, on the wire and on disk alike.
///
/// Every length is compared with a limit before anything is allocated for it.
package enum EntryCodec {
    /// Index, term, a tag for the kind of payload, the payload.
    package static func encode(_ entry: Entry, into writer: inout WireWriter) {
        writer.variable(entry.index)
        writer.variable(entry.term)
        switch entry.payload {
        case .empty:
            writer.uint8(0)
        case .command(let bytes):
            writer.uint8(1)
            writer.sized(bytes)
        case .configuration(let configuration):
            writer.uint8(2)
            encode(configuration, into: &writer)
        }
    }

    /// - Throws: `WireError` for anything that `encode` does not write.
    package static func decodeEntry(
        _ reader: inout WireReader,
        limits: Limits
    ) throws(WireError) -> Entry {
        let index = try EntryCodec.decodeNumber(&reader)
        let term = try EntryCodec.decodeNumber(&reader)
        let payload: Entry.Payload
        switch try reader.uint8() {
        case 0: payload = .empty
        case 1: payload = .command(try reader.sized(limit: limits.commandBytes))
        case 2: payload = .configuration(try decodeConfiguration(&reader, limits: limits))
        case let tag: throw .invalid(field: "entry payload", value: UInt64(tag))
        }
        return Entry(index: index, term: term, payload: payload)
    }

    /// Voters, then learners: each list its count and 8 bytes a node.
    package static func encode(_ configuration: Configuration, into writer: inout WireWriter) {
        for nodes in [configuration.voters, configuration.learners] {
            writer.variable(UInt64(nodes.count))
            for node in nodes { writer.uint64(node.rawValue) }
        }
    }

    /// - Throws: `WireError` also for lists that are not sorted or share a node.
    package static func decodeConfiguration(
        _ reader: inout WireReader,
        limits: Limits
    ) throws(WireError) -> Configuration {
        let voters = try nodes(&reader, limits: limits)
        let learners = try nodes(&reader, limits: limits)
        let configuration = Configuration(voters: voters, learners: learners)
        // One configuration has one encoding: sorted, without repetition, nobody in both lists.
        guard configuration.voters == voters, configuration.learners == learners else {
            throw .invalid(field: "configuration order", value: 0)
        }
        return configuration
    }

    /// Index, then term.
    package static func encode(_ position: LogPosition, into writer: inout WireWriter) {
        writer.variable(position.index)
        writer.variable(position.term)
    }

    /// - Throws: `WireError` also for numbers above 2^62.
    package static func decodePosition(_ reader: inout WireReader) throws(WireError) -> LogPosition
    {
        let index = try EntryCodec.decodeNumber(&reader)
        return LogPosition(index: index, term: try EntryCodec.decodeNumber(&reader))
    }

    /// Position, members, token.
    package static func encode(_ identity: SnapshotIdentity, into writer: inout WireWriter) {
        encode(identity.position, into: &writer)
        encode(identity.configuration, into: &writer)
        writer.uint64(identity.token)
    }

    /// - Throws: `WireError` for anything that `encode` does not write.
    package static func decodeIdentity(
        _ reader: inout WireReader,
        limits: Limits
    ) throws(WireError) -> SnapshotIdentity {
        let position = try decodePosition(&reader)
        let configuration = try decodeConfiguration(&reader, limits: limits)
        let token = try reader.uint64()
        return SnapshotIdentity(position: position, configuration: configuration, token: token)
    }

    /// A term, an index or an offset: at most 2^62, so that adding to one can never overflow.
    package static func decodeNumber(_ reader: inout WireReader) throws(WireError) -> UInt64 {
        let number = try reader.variable()
        guard number <= 1 << 62 else { throw .invalid(field: "number", value: number) }
        return number
    }

    private static func nodes(
        _ reader: inout WireReader,
        limits: Limits
    ) throws(WireError) -> [NodeID] {
        let count = try reader.count(limit: limits.members)
        guard count <= reader.remaining / 8 else { throw .truncated }
        var nodes: [NodeID] = []
        nodes.reserveCapacity(count)
        for _ in 0..<count { nodes.append(NodeID(try reader.uint64())) }
        return nodes
    }
}
