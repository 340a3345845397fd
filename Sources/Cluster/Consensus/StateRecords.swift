internal import LMDB
internal import PeerProtocol
internal import Raft
internal import Wire

/// The single records of consensus, in a table of their own.
struct StateRecords: Sendable {
    /// A position and the members in force there.
    struct Mark: Equatable {
        var position: LogPosition
        var configuration: Configuration
    }

    private enum Key: String {
        case identity, token, hard, base, applied, incoming, set, emptying

        var bytes: [UInt8] { Array(rawValue.utf8) }
    }

    let table: Table
    let limits: Limits

    func identity(_ reading: borrowing ReadTransaction) throws -> NodeIdentity? {
        guard let bytes = try bytes(.identity, reading) else { return nil }
        return try checked(.identity) { () throws(WireError) in try NodeIdentity(decoding: bytes) }
    }

    func put(_ identity: NodeIdentity, _ writing: borrowing WriteTransaction) throws {
        try writing.put(table, key: Key.identity.bytes, value: identity.encoded)
    }

    func token(_ reading: borrowing ReadTransaction) throws -> [UInt8]? {
        try bytes(.token, reading)
    }

    func put(token: [UInt8], _ writing: borrowing WriteTransaction) throws {
        try writing.put(table, key: Key.token.bytes, value: token)
    }

    func hardState(_ reading: borrowing ReadTransaction) throws -> HardState {
        guard let bytes = try bytes(.hard, reading) else { return HardState(term: 0, vote: nil) }
        return try checked(.hard) { () throws(WireError) in
            var reader = WireReader(bytes)
            let term = try EntryCodec.decodeNumber(&reader)
            let vote = try reader.optional { reader throws(WireError) in try reader.uint64() }
            try reader.finish()
            return HardState(term: term, vote: vote.map { NodeID($0) })
        }
    }

    func put(_ state: HardState, _ writing: borrowing WriteTransaction) throws {
        var writer = WireWriter()
        writer.variable(state.term)
        writer.optional(state.vote) { $0.uint64($1.rawValue) }
        try writing.put(table, key: Key.hard.bytes, value: writer.bytes)
    }

    /// Before the first entry that is kept.
    func base(_ reading: borrowing ReadTransaction) throws -> Mark {
        try mark(.base, reading)
    }

    func putBase(_ mark: Mark, _ writing: borrowing WriteTransaction) throws {
        try put(mark, as: .base, writing)
    }

    /// What the catalogue holds.
    func applied(_ reading: borrowing ReadTransaction) throws -> Mark {
        try mark(.applied, reading)
    }

    func putApplied(_ mark: Mark, _ writing: borrowing WriteTransaction) throws {
        try put(mark, as: .applied, writing)
    }

    func incoming(_ reading: borrowing ReadTransaction) throws -> IncomingSnapshot? {
        guard let bytes = try bytes(.incoming, reading) else { return nil }
        return try checked(.incoming) { () throws(WireError) in
            var reader = WireReader(bytes)
            let identity = try EntryCodec.decodeIdentity(&reader, limits: limits)
            let offset = try EntryCodec.decodeNumber(&reader)
            try reader.finish()
            return IncomingSnapshot(identity: identity, nextOffset: offset)
        }
    }

    func put(_ incoming: IncomingSnapshot?, _ writing: borrowing WriteTransaction) throws {
        guard let incoming else {
            try writing.delete(table, key: Key.incoming.bytes)
            return
        }
        var writer = WireWriter()
        EntryCodec.encode(incoming.identity, into: &writer)
        writer.variable(incoming.nextOffset)
        try writing.put(table, key: Key.incoming.bytes, value: writer.bytes)
    }

    /// Which of the two sets of tables is the catalogue.
    func set(_ reading: borrowing ReadTransaction) throws -> Int {
        Int(try bytes(.set, reading)?.first ?? 0) & 1
    }

    func putSet(_ set: Int, _ writing: borrowing WriteTransaction) throws {
        try writing.put(table, key: Key.set.bytes, value: [UInt8(set)])
    }

    /// Whether the other set still holds the catalogue that a snapshot replaced.
    func isEmptying(_ reading: borrowing ReadTransaction) throws -> Bool {
        try bytes(.emptying, reading) != nil
    }

    func putEmptying(_ isEmptying: Bool, _ writing: borrowing WriteTransaction) throws {
        if isEmptying {
            try writing.put(table, key: Key.emptying.bytes, value: [1])
        } else {
            try writing.delete(table, key: Key.emptying.bytes)
        }
    }

    private func mark(_ key: Key, _ reading: borrowing ReadTransaction) throws -> Mark {
        guard let bytes = try bytes(key, reading) else {
            return Mark(position: .start, configuration: .empty)
        }
        return try checked(key) { () throws(WireError) in
            var reader = WireReader(bytes)
            let position = try EntryCodec.decodePosition(&reader)
            let configuration = try EntryCodec.decodeConfiguration(&reader, limits: limits)
            try reader.finish()
            return Mark(position: position, configuration: configuration)
        }
    }

    private func put(_ mark: Mark, as key: Key, _ writing: borrowing WriteTransaction) throws {
        var writer = WireWriter()
        EntryCodec.encode(mark.position, into: &writer)
        EntryCodec.encode(mark.configuration, into: &writer)
        try writing.put(table, key: key.bytes, value: writer.bytes)
    }

    private func bytes(_ key: Key, _ reading: borrowing ReadTransaction) throws -> [UInt8]? {
        try reading.get(table, key: key.bytes).map { Array($0) }
    }

    private func checked<Value>(
        _ key: Key,
        _ decode: () throws(WireError) -> Value
    ) throws(RaftStorageError) -> Value {
        do throws(WireError) {
            return try decode()
        } catch {
            throw .corrupted(record: key.rawValue, error)
        }
    }
}
