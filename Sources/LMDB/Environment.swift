internal import CLMDB

/// A file of sorted tables: any number of threads read it, one storage thread writes it.
///
/// Reads see the last commit and block nobody. Writes are jobs for the storage thread, which runs
/// all that are queued in one transaction with one fsync, and completes them when they are durable.
/// The file is claimed for this object: a second environment on it fails with `inUse`.
package final class Environment: Sendable {
    private let file: EnvironmentFile
    private let readers: ReaderPool
    private let storage: StorageThread
    private let tables: [Table]

    /// Opens the file at `path`, making it and the tables that it lacks.
    ///
    /// - Parameters:
    ///   - path: a file in an existing folder; a second file `path-lock` will stand beside it.
    ///   - tables: the names of all tables this environment will use.
    package init(
        path: String,
        tables names: [String],
        limits: EnvironmentLimits = EnvironmentLimits()
    ) throws(LMDBError) {
        let file = try EnvironmentFile(path: path, limits: limits, tableCount: names.count)
        do throws(LMDBError) {
            tables = try Self.openTables(names, in: file)
        } catch {
            file.close()
            throw error
        }
        let readers = ReaderPool(count: limits.readers)
        self.file = file
        self.readers = readers
        // The thread ends the readers and closes the file, so that the last reference to an
        // environment may also be dropped by one of its completions.
        storage = StorageThread(limits: limits, writer: BatchWriter(file: file, readers: readers)) {
            readers.shutDown()
            file.close()
        }
    }

    deinit {
        close()
    }

    /// The table of a name given to the initializer; any other name is a programming error.
    package func table(_ name: String) -> Table {
        guard let table = tables.first(where: { $0.name == name }) else {
            preconditionFailure("table \(name) was not named when \(file.path) was opened")
        }
        return table
    }

    /// Lends a view of all that is committed to `body`, on the calling thread.
    ///
    /// It costs well under a microsecond and may be called on an event loop. The body must be
    /// short and must not wait for a write: pages it sees cannot be used again meanwhile, and a
    /// map that has to grow waits for it, and all writes and other reads with the map.
    package func read<Value>(
        _ body: (borrowing ReadTransaction) throws -> Value
    ) throws -> Value {
        try readers.read(in: file.handle, body)
    }

    /// As `read`, for a body that takes long, on any thread but an event loop.
    ///
    /// It must ask its second argument again and again, and end when others wait.
    package func readLong<Value>(
        _ body: (borrowing ReadTransaction, LongRead) throws -> Value
    ) throws -> Value {
        let long = LongRead(readers)
        return try read { try body($0, long) }
    }

    /// Queues a job for the storage thread.
    ///
    /// - Parameters:
    ///   - job: may run several times (see `BatchWriter`), and only the last run counts. When it
    ///     throws, nothing it did remains, and the jobs beside it are not touched.
    ///   - completion: called on the storage thread after the job is durable, or with what the job
    ///     threw. It must not block. Refused jobs (`queueFull`, `closed`) are completed at once on
    ///     the calling thread.
    package func write<Value: Sendable>(
        _ job: @escaping @Sendable (borrowing WriteTransaction) throws -> Value,
        completion: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        do throws(LMDBError) {
            try storage.add(PendingWrite(job, completion: completion))
        } catch {
            completion(.failure(error))
        }
    }

    /// Runs a job on the storage thread and returns when it is durable.
    package func write<Value: Sendable>(
        _ job: @escaping @Sendable (borrowing WriteTransaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            write(job) { continuation.resume(with: $0) }
        }
    }

    /// Runs a job on the storage thread and blocks the calling thread until it is durable.
    ///
    /// Never from an event loop, a task, a job or a completion.
    package func writeAndWait<Value: Sendable>(
        _ job: @escaping @Sendable (borrowing WriteTransaction) throws -> Value
    ) throws -> Value {
        precondition(!storage.isCurrent, "the storage thread would wait for itself")
        let outcome = Monitor<Result<Value, any Error>?>(nil)
        write(job) { result in outcome.update { $0 = result } }
        return try outcome.wait { $0 }.get()
    }

    /// Writes a consistent copy to a descriptor.
    ///
    /// Blocks as long as that takes, on any thread but an event loop. The copy is an environment
    /// file of the same tables.
    ///
    /// The copy is a read: a map that has to grow waits for it.
    package func copy(to descriptor: Int32) throws {
        try read { _ in try file.copy(to: descriptor) }
    }

    /// Figures of this moment.
    package func statistics() throws -> EnvironmentStatistics {
        // Within a read, for LMDB looks into the map, which a growth replaces.
        try read { _ in file.statistics() }
    }

    /// Refuses further jobs and reads, finishes those under way and closes the file.
    ///
    /// Blocks until that is done, unless it is called by a job or a completion. A second call only
    /// waits.
    package func close() {
        storage.stop()
        if !storage.isCurrent { storage.waitUntilEnded() }
    }

    private static func openTables(
        _ names: [String],
        in file: EnvironmentFile
    ) throws(LMDBError) -> [Table] {
        var transaction: OpaquePointer?
        let code = mdb_txn_begin(file.handle, nil, 0, &transaction)
        guard code == MDB_SUCCESS, let transaction else {
            throw LMDBError(code: code, operation: "mdb_txn_begin")
        }
        var tables: [Table] = []
        for name in names {
            var handle: MDB_dbi = 0
            let code = mdb_dbi_open(transaction, name, UInt32(MDB_CREATE), &handle)
            guard code == MDB_SUCCESS else {
                mdb_txn_abort(transaction)
                throw LMDBError(code: code, operation: "mdb_dbi_open", table: name)
            }
            tables.append(Table(name: name, handle: handle))
        }
        let committed = mdb_txn_commit(transaction)
        guard committed == MDB_SUCCESS else {
            throw LMDBError(code: committed, operation: "mdb_txn_commit")
        }
        return tables
    }
}
