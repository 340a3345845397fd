internal import LMDB
internal import Wire

/// The log's entries in a table of the storage, by index; old ones are dropped from the front.
struct EntryLog {
    static let tableNames = ["log.entries", "log.state"]

    private static let bytesKey: [UInt8] = Array("bytes".utf8)

    let entries: Table
    let state: Table
    let limits: LogLimits

    static func key(_ index: UInt64) -> [UInt8] {
        var writer = WireWriter(reservingCapacity: 8)
        writer.uint64(index)
        return writer.bytes
    }

    /// Appends the entry of an index and drops what is beyond the tail behind `applied`.
    func append(
        _ entry: [UInt8],
        index: UInt64,
        applied: UInt64,
        in transaction: borrowing WriteTransaction
    ) throws {
        try transaction.put(entries, key: Self.key(index), value: entry)
        var bytes = try storedBytes(in: transaction.reading) + UInt64(entry.count)
        var dropped: [[UInt8]] = []
        var cursor = try transaction.reading.cursor(on: entries)
        var oldest = try cursor.first()
        while let found = oldest {
            let isApplied = Self.index(found.key) <= applied
            let isBeyond =
                Self.index(found.key) + limits.tailEntries <= applied || bytes > limits.tailBytes
            guard isApplied, isBeyond, Self.index(found.key) != index else { break }
            bytes -= UInt64(found.value.count)
            dropped.append(Array(found.key))
            oldest = try cursor.next()
        }
        for key in dropped { try transaction.delete(entries, key: key) }
        var writer = WireWriter(reservingCapacity: 8)
        writer.uint64(bytes)
        try transaction.put(state, key: Self.bytesKey, value: writer.bytes)
    }

    /// The entry of an index; nil when it was dropped or does not exist yet.
    func entry(_ index: UInt64, in transaction: borrowing ReadTransaction) throws -> [UInt8]? {
        try transaction.get(entries, key: Self.key(index)).map { Array($0) }
    }

    private func storedBytes(in transaction: borrowing ReadTransaction) throws -> UInt64 {
        guard let value = try transaction.get(state, key: Self.bytesKey), value.count == 8 else {
            return 0
        }
        return UInt64(bigEndian: value.loadUnaligned(as: UInt64.self))
    }

    private static func index(_ key: UnsafeRawBufferPointer) -> UInt64 {
        precondition(key.count == 8, "a log key of \(key.count) bytes")
        return UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))
    }
}
