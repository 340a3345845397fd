internal import CLMDB

/// A place in a table, in byte order of the keys.
package struct Cursor: ~Copyable {
    /// A key and its value, lent like everything of a transaction.
    package struct Entry {
        package let key: UnsafeRawBufferPointer
        package let value: UnsafeRawBufferPointer
    }

    private let handle: OpaquePointer
    private let table: Table
    private let openCursors: UnsafeMutablePointer<Int>

    init(handle: OpaquePointer, table: Table, openCursors: UnsafeMutablePointer<Int>) {
        self.handle = handle
        self.table = table
        self.openCursors = openCursors
        openCursors.pointee += 1
    }

    deinit {
        mdb_cursor_close(handle)
        openCursors.pointee -= 1
    }

    /// Moves to the first entry.
    package mutating func first() throws(LMDBError) -> Entry? {
        try move(MDB_FIRST, from: MDB_val())
    }

    /// Moves to the last entry.
    package mutating func last() throws(LMDBError) -> Entry? {
        try move(MDB_LAST, from: MDB_val())
    }

    /// Moves to the following entry; from nowhere, to the first.
    package mutating func next() throws(LMDBError) -> Entry? {
        try move(MDB_NEXT, from: MDB_val())
    }

    /// Moves to the entry before; from nowhere, to the last.
    package mutating func previous() throws(LMDBError) -> Entry? {
        try move(MDB_PREV, from: MDB_val())
    }

    /// Moves to the first entry whose key is not below `key`.
    package mutating func seek(atLeast key: UnsafeRawBufferPointer) throws(LMDBError) -> Entry? {
        guard !key.isEmpty else { return try first() }
        return try move(MDB_SET_RANGE, from: MDB_val(key))
    }

    /// Moves to the last entry whose key is not above `key`.
    package mutating func seek(atMost key: UnsafeRawBufferPointer) throws(LMDBError) -> Entry? {
        guard !key.isEmpty else { return nil }
        guard let found = try seek(atLeast: key) else { return try last() }
        return found.key.elementsEqual(key) ? found : try previous()
    }

    /// As above, for an array.
    package mutating func seek(atLeast key: [UInt8]) throws(LMDBError) -> Entry? {
        guard !key.isEmpty else { return try first() }
        return try key.lend { key throws(LMDBError) in
            try move(MDB_SET_RANGE, from: MDB_val(key))
        }
    }

    /// As above, for an array.
    package mutating func seek(atMost key: [UInt8]) throws(LMDBError) -> Entry? {
        guard !key.isEmpty else { return nil }
        guard let found = try seek(atLeast: key) else { return try last() }
        return found.key.elementsEqual(key) ? found : try previous()
    }

    private func move(
        _ operation: MDB_cursor_op,
        from start: MDB_val
    ) throws(LMDBError) -> Entry? {
        var key = start
        var value = MDB_val()
        let code = mdb_cursor_get(handle, &key, &value, operation)
        if code == MDB_SUCCESS {
            return Entry(key: UnsafeRawBufferPointer(key), value: UnsafeRawBufferPointer(value))
        }
        if code == MDB_NOTFOUND { return nil }
        throw LMDBError(code: code, operation: "mdb_cursor_get", table: table.name)
    }
}
