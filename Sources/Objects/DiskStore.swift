package import LMDB

/// Objects on this node's disk: records and small bodies in the index, other bodies as files.
///
/// What is acknowledged survives a power cut, and a record never names a file that is not there.
/// A file is stored in this order, each step durable before the next begins:
/// 1. its bytes (fdatasync of the file in the spool),
/// 2. its name below `objects/` (rename, fsync of that folder),
/// 3. the record that names it (commit of the index); only now the commit is acknowledged,
/// 4. then the file that the record named before is removed.
///
/// A cut before 3 leaves a file without a record, a cut between 3 and 4 leaves the replaced file
/// without one; the sweep at start removes both. A deletion is 3 and 4 alone. So files outlive
/// records, never the other way round.
package final class DiskStore: Sendable {
    /// The tables that the environment given to a store must have.
    package static var tables: [String] { ObjectIndex.tableNames }

    private let environment: Environment
    private let index: ObjectIndex
    private let files: BodyFiles
    private let threads: FileThreads
    private let commits: CommitWriter
    private let limits: ObjectStoreLimits
    /// Multipart uploads, whose parts lie beside the bodies.
    package let uploads: UploadStore

    /// Opens the store in a folder, empties the spool and begins the sweep of orphans.
    ///
    /// - Parameters:
    ///   - environment: has `DiskStore.tables`; it must be closed after the store.
    ///   - folder: made if missing, in an existing folder; `objects` and `spool` will lie in it.
    ///   - swept: called once on a thread of the store when the sweep has ended, unless the store
    ///     is closed before.
    package init(
        environment: Environment,
        folder: String,
        limits: ObjectStoreLimits = ObjectStoreLimits(),
        swept: @escaping @Sendable (SweepReport) -> Void = { _ in }
    ) throws(ObjectStoreError) {
        self.environment = environment
        self.limits = limits
        index = ObjectIndex(in: environment)
        files = try BodyFiles(path: folder, reservedBytes: limits.reservedBytes)
        var report = SweepReport()
        report.spoolFilesRemoved = try files.sweepSpool()
        threads = FileThreads(count: limits.fileThreads, queuedJobs: limits.queuedFileJobs)
        commits = CommitWriter(
            environment: environment,
            index: index,
            files: files,
            threads: threads,
            inlineBytes: limits.inlineBytes
        )
        uploads = UploadStore(
            environment: environment,
            index: index,
            files: files,
            threads: threads,
            commits: commits
        )
        sweep(report, swept)
    }

    /// Lends the record of an object to `body`, on the calling thread; nil where there is none.
    ///
    /// It costs under a microsecond and allocates nothing. The body must be short and must not
    /// wait (see `Environment.read`).
    package func withObject<Value>(
        path: UnsafeRawBufferPointer,
        _ body: (borrowing ObjectView) throws -> Value
    ) throws -> Value? {
        guard !path.isEmpty else { return nil }
        return try environment.read { transaction in
            guard let value = try index.paths.find(path, in: transaction) else { return nil }
            guard let view = RecordLayout.read(value) else {
                throw ObjectStoreError.corruptedRecord
            }
            return try body(view)
        }
    }

    /// Opens the file of a body for reading; the caller closes the descriptor.
    ///
    /// A body that was replaced meanwhile throws `gone`: the record has changed, look again.
    package func open(_ id: FileID) throws(ObjectStoreError) -> Int32 {
        try files.open(id)
    }

    /// A body's file for reading piece by piece, on a thread that may wait for the disk.
    package func source(_ id: FileID) throws(ObjectStoreError) -> BodySource {
        try files.source(id)
    }

    /// Holds the files of a body of segments, whose first file is `first`, until the lease goes.
    ///
    /// Throws `gone` where the body was replaced since its record was read: look again.
    package func lease(_ first: FileID) throws(ObjectStoreError) -> BodyLease {
        guard let lease = BodyLease(first, commits), files.has(first) else { throw .gone }
        return lease
    }

    /// Makes an empty file on the store's file system, to be filled and committed.
    package func makeTemporary() throws(ObjectStoreError) -> TemporaryFile {
        try files.makeTemporary()
    }

    /// Stores an object, all or nothing, replacing what is there.
    ///
    /// A file of at most `ObjectStoreLimits.inlineBytes` goes into the index. A file that is
    /// refused or fails is removed.
    ///
    /// - Parameters:
    ///   - path: bucket, slash, key.
    ///   - condition: judged at the moment of the commit.
    ///   - unlessFenced: asked on the storage thread at that moment, perhaps several times; true
    ///     means that the object must not be stored.
    ///   - completion: called once, when the object is durable or was not stored: on the storage
    ///     thread, on a file thread if a file call failed, or at once on the calling thread if the
    ///     store is busy or an argument is invalid. It must not block.
    package func commit(
        path: [UInt8],
        record: ObjectRecord,
        body: ObjectBody,
        condition: CommitCondition = .always,
        unlessFenced: (@Sendable () -> Bool)? = nil,
        completion: @escaping @Sendable (Result<CommitOutcome, ObjectStoreError>) -> Void
    ) {
        let commit = IndexCommit(
            path: path,
            record: record,
            condition: condition,
            unlessFenced: unlessFenced,
            completion: completion
        )
        do throws(ObjectStoreError) {
            try validate(path, record)
            switch body {
            case .inline(let bytes):
                guard bytes.count <= limits.inlineBytes else { throw .recordTooLarge }
                try commit.check(bodySize: UInt64(bytes.count))
                try files.checkRoom(for: UInt64(bytes.count))
                commits.write(commit, body: .inline(bytes))
            case .file(let file):
                try threads.add { [commits] in commits.store(file, commit) }
            }
        } catch {
            if case .file(let file) = body { file.discard() }
            completion(.failure(error))
        }
    }

    /// Stores a copy of a body that another object has, without copying its bytes where the file
    /// system can share them; all or nothing, replacing what is there.
    ///
    /// `gone` means that the other object was replaced meanwhile: look again. Parameters are those
    /// of `commit`; `lease` is that of a body of segments.
    package func copy(
        _ body: StoredBody,
        _ lease: BodyLease?,
        to path: [UInt8],
        record: ObjectRecord,
        condition: CommitCondition = .always,
        unlessFenced: (@Sendable () -> Bool)? = nil,
        completion: @escaping @Sendable (Result<CommitOutcome, ObjectStoreError>) -> Void
    ) {
        let commit = IndexCommit(
            path: path,
            record: record,
            condition: condition,
            unlessFenced: unlessFenced,
            completion: completion
        )
        do throws(ObjectStoreError) {
            try validate(path, record)
            try threads.add { [files, commits] in
                do throws(ObjectStoreError) {
                    let copy = try BodyCopier(files: files, commits: commits).copy(body)
                    commits.write(commit, body: copy)
                } catch {
                    completion(.failure(error))
                }
                withExtendedLifetime(lease) {}
            }
        } catch {
            completion(.failure(error))
        }
    }

    /// Changes what `ObjectRecord.attributes` holds; the completion says whether there is such an
    /// object, when the change is durable.
    ///
    /// - Parameter change: called on the storage thread, perhaps several times.
    package func amend(
        path: [UInt8],
        completion: @escaping @Sendable (Result<Bool, ObjectStoreError>) -> Void,
        change: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        environment.write { [index] transaction in
            try index.amend(path, in: transaction) { attributes in
                let changed = change(attributes)
                guard changed.count <= ObjectStoreLimits.attributesBytes else {
                    throw ObjectStoreError.recordTooLarge
                }
                return changed
            }
        } completion: { result in
            completion(result.mapError { ObjectStoreError($0) })
        }
    }

    /// Removes objects in one transaction, each on its condition; the completion has an outcome for
    /// each: `stored` where there is no such object now.
    package func delete(
        _ deletions: [(path: [UInt8], condition: CommitCondition)],
        completion: @escaping @Sendable (Result<[CommitOutcome], ObjectStoreError>) -> Void
    ) {
        environment.write { [index] transaction in
            var outcomes: [CommitOutcome] = []
            var removed: [[FileID]] = []
            for (path, condition) in deletions {
                let present = try path.isEmpty ? nil : index.replaced(path, in: transaction.reading)
                let verdict = condition.judge(etag: present?.etag)
                outcomes.append(verdict)
                guard verdict == .stored, present != nil else { continue }
                removed.append(try index.delete(path, in: transaction)?.files ?? [])
            }
            return (outcomes, removed)
        } completion: { [commits] result in
            switch result {
            case .success(let (outcomes, removed)):
                for files in removed { commits.removeLater(files) }
                completion(.success(outcomes))
            case .failure(let error): completion(.failure(ObjectStoreError(error)))
            }
        }
    }

    /// Removes an object; the completion says whether there was one, when that is durable.
    ///
    /// It comes on the storage thread, or at once if the index refuses the job. A file whose commit
    /// was begun before and is not completed yet may be stored after the deletion.
    package func delete(
        path: [UInt8],
        completion: @escaping @Sendable (Result<Bool, ObjectStoreError>) -> Void
    ) {
        environment.write { [index] transaction in
            try path.isEmpty ? nil : index.delete(path, in: transaction)
        } completion: { [commits] result in
            switch result {
            case .success(let removed):
                commits.removeLater(removed?.files ?? [])
                completion(.success(removed != nil))
            case .failure(let error):
                completion(.failure(ObjectStoreError(error)))
            }
        }
    }

    /// A page of a bucket's objects.
    ///
    /// One seek for each entry of the page; blocks for no write.
    package func list(_ query: ListQuery) throws(ObjectStoreError) -> ListPage {
        let listing = Listing(query)
        return try reading { try listing.page(of: index.paths, in: $0) }
    }

    /// Whether a bucket has no object.
    package func bucketIsEmpty(_ bucket: [UInt8]) throws(ObjectStoreError) -> Bool {
        let page = try list(ListQuery(bucket: bucket, limit: 1))
        return page.items.isEmpty
    }

    /// How many objects there are, and of how many bytes.
    package func totals() throws(ObjectStoreError) -> StoreTotals {
        try reading { try index.totals(in: $0) }
    }

    /// How much space the store's file system has left.
    package func space() throws(ObjectStoreError) -> StorageSpace {
        try files.space()
    }

    /// Removes files without a record, in the background, beside whatever else is going on.
    ///
    /// - Parameter swept: called once on a thread of the store at the end, unless the store is
    ///   closed before.
    package func sweep(
        _ report: SweepReport = SweepReport(),
        _ swept: @escaping @Sendable (SweepReport) -> Void
    ) {
        OrphanSweep(environment: environment, index: index, files: files, pending: commits.pending)
            .run(on: threads, report, swept)
    }

    /// Finishes what is under way and ends the file threads; further commits of files are `busy`.
    ///
    /// Blocks until then. Never call it from a completion.
    package func close() throws(ObjectStoreError) {
        threads.drain()
        // The index jobs of drained commits come before this one, and queue removals.
        do {
            try environment.writeAndWait { _ in }
        } catch {
            threads.stop()
            throw ObjectStoreError(error)
        }
        threads.stop()
        threads.waitUntilEnded()
    }

    private func validate(_ path: [UInt8], _ record: ObjectRecord) throws(ObjectStoreError) {
        guard ObjectStoreLimits.isPath(path) else { throw .invalidPath }
        guard record.etag.utf8.count <= ObjectStoreLimits.etagBytes,
            record.headerBlock.count <= ObjectStoreLimits.headerBlockBytes,
            record.attributes.count <= ObjectStoreLimits.attributesBytes
        else { throw .recordTooLarge }
    }

    private func reading<Value>(
        _ body: (borrowing ReadTransaction) throws -> Value
    ) throws(ObjectStoreError) -> Value {
        do {
            return try environment.read(body)
        } catch {
            throw ObjectStoreError(error)
        }
    }
}
