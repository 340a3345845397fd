package import Catalog
internal import LMDB

/// The catalogue's tables in a read transaction of the storage.
///
/// It is lent to a closure like the transaction it points to, and cannot be copied out of it.
package struct LMDBReading: CatalogReading, ~Copyable {
    private let transaction: ReadTransaction
    private let handles: [Table]

    /// Lives in the closure that was lent the transaction, and no longer.
    init(_ transaction: borrowing ReadTransaction, _ handles: [Table]) {
        self.transaction = transaction.alias()
        self.handles = handles
    }

    package func value<Result>(
        _ table: CatalogTable,
        _ key: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result? {
        guard let value = try transaction.get(handles[table.rawValue], key: key) else {
            return nil
        }
        return try body(value)
    }

    package func last<Result>(
        _ table: CatalogTable,
        atOrBelow key: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result? {
        var cursor = try transaction.cursor(on: handles[table.rawValue])
        guard let entry = try cursor.seek(atMost: key) else { return nil }
        return try body(entry.key, entry.value)
    }

    package func scan(
        _ table: CatalogTable,
        from key: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        var cursor = try transaction.cursor(on: handles[table.rawValue])
        var entry = try cursor.seek(atLeast: key)
        while let found = entry {
            guard try body(found.key, found.value) else { return }
            entry = try cursor.next()
        }
    }
}
