internal import Catalog
internal import LMDB

/// The catalogue's tables in a write transaction of the storage.
///
/// It is lent to a job like the transaction it points to, and cannot be copied out of it.
struct LMDBTables: CatalogTables, ~Copyable {
    private let transaction: UnsafePointer<WriteTransaction>
    private let handles: [Table]

    /// `transaction` is valid as long as this value, which lives in the job that was lent it.
    init(_ transaction: UnsafePointer<WriteTransaction>, _ handles: [Table]) {
        self.transaction = transaction
        self.handles = handles
    }

    func value<Result>(
        _ table: CatalogTable,
        _ key: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result? {
        guard let value = try transaction.pointee.reading.get(handles[table.rawValue], key: key)
        else { return nil }
        return try body(value)
    }

    func last<Result>(
        _ table: CatalogTable,
        atOrBelow key: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result? {
        var cursor = try transaction.pointee.reading.cursor(on: handles[table.rawValue])
        guard let entry = try cursor.seek(atMost: key) else { return nil }
        return try body(entry.key, entry.value)
    }

    func scan(
        _ table: CatalogTable,
        from key: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        var cursor = try transaction.pointee.reading.cursor(on: handles[table.rawValue])
        var entry = try cursor.seek(atLeast: key)
        while let found = entry {
            guard try body(found.key, found.value) else { return }
            entry = try cursor.next()
        }
    }

    func put(_ table: CatalogTable, _ key: [UInt8], _ value: [UInt8]) throws {
        try transaction.pointee.put(handles[table.rawValue], key: key, value: value)
    }

    func delete(_ table: CatalogTable, _ key: [UInt8]) throws -> Bool {
        try transaction.pointee.delete(handles[table.rawValue], key: key)
    }
}
