internal import CLMDB

/// The right to change tables, lent to a job on the storage thread.
///
/// There is no commit to call: the storage thread commits the whole batch when its last job has
/// run. What a job wrote is gone without a trace when the job throws.
package struct WriteTransaction: ~Copyable {
    /// The same tables to read from, with the changes made so far.
    package let reading: ReadTransaction
    private let progress: WriteProgress

    init(handle: OpaquePointer, progress: WriteProgress) {
        reading = ReadTransaction(handle: handle, openCursors: progress.openCursors)
        self.progress = progress
    }

    /// Stores a value under a key of 1 to `EnvironmentLimits.keyBytes` bytes, replacing what was
    /// there.
    package func put(
        _ table: Table,
        key: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer
    ) throws(LMDBError) {
        var lent = MDB_val(value)
        _ = try put(table, key: key, value: &lent, flags: 0)
    }

    /// As above, for arrays.
    package func put(_ table: Table, key: [UInt8], value: [UInt8]) throws(LMDBError) {
        try key.lend { key throws(LMDBError) in
            try value.lend { value throws(LMDBError) in
                try put(table, key: key, value: value)
            }
        }
    }

    /// Stores a value of `count` bytes that `fill` writes straight into the page.
    ///
    /// That saves putting it together elsewhere. `fill` must write all of it and call nothing of
    /// LMDB.
    package func put(
        _ table: Table,
        key: UnsafeRawBufferPointer,
        count: Int,
        fill: (UnsafeMutableRawBufferPointer) -> Void
    ) throws(LMDBError) {
        var reserved = MDB_val(mv_size: count, mv_data: nil)
        _ = try put(table, key: key, value: &reserved, flags: UInt32(MDB_RESERVE))
        fill(UnsafeMutableRawBufferPointer(start: reserved.mv_data, count: reserved.mv_size))
    }

    /// Stores a value unless the key has one; says whether it did.
    package func putIfAbsent(
        _ table: Table,
        key: [UInt8],
        value: [UInt8]
    ) throws(LMDBError) -> Bool {
        try key.lend { key throws(LMDBError) in
            try value.lend { value throws(LMDBError) in
                var lent = MDB_val(value)
                return try put(table, key: key, value: &lent, flags: UInt32(MDB_NOOVERWRITE))
            }
        }
    }

    /// Removes a key; says whether it was there.
    @discardableResult
    package func delete(
        _ table: Table,
        key: UnsafeRawBufferPointer
    ) throws(LMDBError) -> Bool {
        guard !key.isEmpty else { return false }
        var keyValue = MDB_val(key)
        let code = mdb_del(reading.handle, table.handle, &keyValue, nil)
        if code == MDB_NOTFOUND { return false }
        try note(code, operation: "mdb_del", table: table)
        return true
    }

    /// As above, for an array.
    @discardableResult
    package func delete(_ table: Table, key: [UInt8]) throws(LMDBError) -> Bool {
        try key.lend { key throws(LMDBError) in try delete(table, key: key) }
    }

    /// Empties a table.
    package func removeAll(from table: Table) throws(LMDBError) {
        let code = mdb_drop(reading.handle, table.handle, 0)
        try note(code, operation: "mdb_drop", table: table)
    }

    private func put(
        _ table: Table,
        key: UnsafeRawBufferPointer,
        value: inout MDB_val,
        flags: UInt32
    ) throws(LMDBError) -> Bool {
        guard !key.isEmpty else {
            throw LMDBError(kind: .keyEmpty, operation: "mdb_put", table: table.name)
        }
        guard key.count <= EnvironmentLimits.keyBytes else {
            throw LMDBError(kind: .keyTooLong, operation: "mdb_put", table: table.name)
        }
        var keyValue = MDB_val(key)
        let code = mdb_put(reading.handle, table.handle, &keyValue, &value, flags)
        if code == MDB_KEYEXIST { return false }
        try note(code, operation: "mdb_put", table: table)
        return true
    }

    /// Counts a change, or keeps its failure: LMDB refuses to commit after one, so the batch has
    /// to know even when the job catches it.
    private func note(
        _ code: Int32,
        operation: String,
        table: Table
    ) throws(LMDBError) {
        progress.changes += 1
        guard code != MDB_SUCCESS else { return }
        let failure = LMDBError(code: code, operation: operation, table: table.name)
        progress.failure = failure
        throw failure
    }
}
