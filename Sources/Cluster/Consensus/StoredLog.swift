internal import LMDB
internal import Raft
internal import Wire

/// The entries of the log in a table, by index.
struct StoredLog: Sendable {
    let table: Table
    let limits: Limits

    /// Replaces the log from the first of these entries on.
    func replace(with entries: [Entry], _ writing: borrowing WriteTransaction) throws {
        guard let last = entries.last else { return }
        for entry in entries {
            var writer = WireWriter(reservingCapacity: entry.byteCount)
            EntryCodec.encode(entry, into: &writer)
            try writing.put(table, key: Self.key(entry.index), value: writer.bytes)
        }
        try delete(in: (last.index + 1)...UInt64.max, writing)
    }

    func delete(
        in range: ClosedRange<LogIndex>,
        _ writing: borrowing WriteTransaction
    ) throws {
        var doomed: [[UInt8]] = []
        try Self.key(range.lowerBound).withUnsafeBytes { start in
            var cursor = try writing.reading.cursor(on: table)
            var entry = try cursor.seek(atLeast: start)
            while let found = entry, Self.index(found.key) <= range.upperBound {
                doomed.append(Array(found.key))
                entry = try cursor.next()
            }
        }
        for key in doomed { try writing.delete(table, key: key) }
    }

    /// Gives entries in order from `start` on, as long as `body` wants more; throws where one is
    /// missing or damaged.
    func scan(
        from start: LogIndex,
        _ reading: borrowing ReadTransaction,
        _ body: (Entry) throws -> Bool
    ) throws {
        try Self.key(start).withUnsafeBytes { key in
            var expected = start
            var cursor = try reading.cursor(on: table)
            var entry = try cursor.seek(atLeast: key)
            while let found = entry {
                let decoded = try decode(found.value, at: expected)
                guard Self.index(found.key) == expected, decoded.index == expected else {
                    throw RaftStorageError.entryMissing(expected)
                }
                guard try body(decoded) else { return }
                expected += 1
                entry = try cursor.next()
            }
        }
    }

    private func decode(_ bytes: UnsafeRawBufferPointer, at index: LogIndex) throws -> Entry {
        do throws(WireError) {
            var reader = WireReader(Array(bytes))
            let entry = try EntryCodec.decodeEntry(&reader, limits: limits)
            try reader.finish()
            return entry
        } catch {
            throw RaftStorageError.corrupted(record: "entry \(index)", error)
        }
    }

    private static func key(_ index: LogIndex) -> [UInt8] {
        var writer = WireWriter(reservingCapacity: 8)
        writer.uint64(index)
        return writer.bytes
    }

    private static func index(_ key: UnsafeRawBufferPointer) -> LogIndex {
        precondition(key.count == 8, "a log key of \(key.count) bytes")
        return UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
    }
}
