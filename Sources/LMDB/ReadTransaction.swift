internal import CLMDB

/// One unchanging view of all tables, lent to a synchronous closure.
///
/// Bytes it lends lie in the map itself: they are valid until the closure returns or, inside a
/// write transaction, until that transaction's next change. Copy what is to live longer.
package struct ReadTransaction: ~Copyable {
    let handle: OpaquePointer
    /// Cursors not closed yet.
    ///
    /// One left open past the transaction would walk freed pages, so whoever ends the transaction
    /// asserts that this is zero.
    let openCursors: UnsafeMutablePointer<Int>

    /// Another value for the same transaction, to be part of a noncopyable value that is itself lent.
    ///
    /// Valid as long as this one: it must not leave the closure that was lent the transaction.
    package func alias() -> ReadTransaction {
        ReadTransaction(handle: handle, openCursors: openCursors)
    }

    /// The value under a key, or nil.
    package func get(
        _ table: borrowing Table,
        key: UnsafeRawBufferPointer
    ) throws(LMDBError) -> UnsafeRawBufferPointer? {
        var keyValue = MDB_val(key)
        var value = MDB_val()
        let code = mdb_get(handle, table.handle, &keyValue, &value)
        if code == MDB_SUCCESS { return UnsafeRawBufferPointer(value) }
        if code == MDB_NOTFOUND || key.isEmpty { return nil }
        throw LMDBError(code: code, operation: "mdb_get", table: table.name)
    }

    /// The value under a key, or nil.
    package func get(
        _ table: borrowing Table,
        key: [UInt8]
    ) throws(LMDBError) -> UnsafeRawBufferPointer? {
        try key.lend { bytes throws(LMDBError) in try get(table, key: bytes) }
    }

    /// A cursor, which must not be kept beyond the closure that was lent the transaction.
    package func cursor(on table: Table) throws(LMDBError) -> Cursor {
        var cursor: OpaquePointer?
        let code = mdb_cursor_open(handle, table.handle, &cursor)
        guard code == MDB_SUCCESS, let cursor else {
            throw LMDBError(code: code, operation: "mdb_cursor_open", table: table.name)
        }
        return Cursor(handle: cursor, table: table, openCursors: openCursors)
    }

    /// How many entries a table has.
    package func count(of table: Table) throws(LMDBError) -> Int {
        var statistics = MDB_stat()
        let code = mdb_stat(handle, table.handle, &statistics)
        guard code == MDB_SUCCESS else {
            throw LMDBError(code: code, operation: "mdb_stat", table: table.name)
        }
        return Int(statistics.ms_entries)
    }
}
