internal import LMDB

/// Carries commits through the file threads and the storage thread, in the order that
/// `DiskStore` proves safe.
final class CommitWriter: Sendable {
    /// Files from before their rename to the end of their commit, and those that wait for their
    /// removal, which the sweep must not touch.
    let pending = Monitor<Set<FileID>>([])
    let leases = BodyLeases()

    private let environment: Environment
    private let index: ObjectIndex
    private let files: BodyFiles
    private let threads: FileThreads
    private let inlineBytes: Int

    init(
        environment: Environment,
        index: ObjectIndex,
        files: BodyFiles,
        threads: FileThreads,
        inlineBytes: Int
    ) {
        self.environment = environment
        self.index = index
        self.files = files
        self.threads = threads
        self.inlineBytes = inlineBytes
    }

    /// Makes a file durable and hands its commit to the storage thread; runs on a file thread.
    func store(_ file: TemporaryFile, _ commit: IndexCommit) {
        do throws(ObjectStoreError) {
            let size = try file.size()
            try commit.check(bodySize: size)
            guard size > UInt64(inlineBytes) else {
                let bytes = try Self.content(of: file, count: Int(size))
                file.discard()
                write(commit, body: .inline(bytes))
                return
            }
            try makeDurable(file)
            write(commit, body: .file(file.id))
        } catch {
            file.discard()
            commit.completion(.failure(error))
        }
    }

    /// Makes a file durable under its name below `objects/`; pending until its fate is settled.
    func makeDurable(_ file: TemporaryFile) throws(ObjectStoreError) {
        try file.synchronize()
        pending.withLock { _ = $0.insert(file.id) }
        do throws(ObjectStoreError) {
            try files.place(file)
        } catch {
            pending.withLock { _ = $0.remove(file.id) }
            throw error
        }
    }

    /// Queues the job that decides and stores the record.
    func write(_ commit: IndexCommit, body: RecordLayout.Body) {
        environment.write { [index] transaction in
            try commit.run(body: body, on: index, in: transaction)
        } completion: { [self] result in
            switch result {
            case .success(let decision):
                removeLater(decision.replaced)
                settle(body.files, isStored: decision.outcome == .stored)
                commit.completion(.success(decision.outcome))
            case .failure(let error):
                settleFailure(of: body.files, ObjectStoreError(error))
                commit.completion(.failure(ObjectStoreError(error)))
            }
        }
    }

    /// Ends the pending state of new files, and removes them if nothing names them.
    func settle(_ ids: [FileID], isStored: Bool) {
        guard !ids.isEmpty else { return }
        if isStored {
            pending.withLock { $0.subtract(ids) }
        } else {
            threads.addFollowing { [self] in
                for id in ids { files.remove(id) }
                pending.withLock { $0.subtract(ids) }
            }
        }
    }

    /// Removes the files of a failed commit, once it is certain that no record names them.
    ///
    /// A job that was refused never ran. But a commit whose last write failed may have reached the
    /// disk all the same. LMDB then refuses further transactions, so one that succeeds and does
    /// not find a file proves it unnamed; otherwise the next start decides.
    func settleFailure(of ids: [FileID], _ error: ObjectStoreError) {
        guard let first = ids.first else { return }
        if case .index(let failure) = error, failure.kind == .queueFull || failure.kind == .closed {
            settle(ids, isStored: false)
            return
        }
        // The files of one body are named in one transaction: one stands for all.
        environment.write { [index] transaction in
            try index.names(first, in: transaction.reading)
        } completion: { [self] result in
            if case .success(false) = result { settle(ids, isStored: false) }
        }
    }

    /// Removes files of a body that no record names any more; large ones may take seconds.
    ///
    /// Where somebody reads them, they go with their last reader; until then the sweep leaves them.
    func removeLater(_ ids: [FileID]) {
        guard !ids.isEmpty else { return }
        pending.withLock { $0.formUnion(ids) }
        guard leases.beginRemoval(of: ids) else { return }
        remove(ids)
    }

    /// A reader of a body goes.
    func leave(_ first: FileID) {
        if let ids = leases.leave(first) { remove(ids) }
    }

    /// The first file goes first: it stands for the others (see `BodyLeases`).
    private func remove(_ ids: [FileID]) {
        threads.addFollowing { [self] in
            for id in ids { files.remove(id) }
            leases.endRemoval(of: ids[0])
            pending.withLock { $0.subtract(ids) }
        }
    }

    private static func content(
        of file: TemporaryFile,
        count: Int
    ) throws(ObjectStoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let filled = try bytes.withUnsafeMutableBufferPointer { target throws(ObjectStoreError) in
            try file.read(into: UnsafeMutableRawBufferPointer(target), at: 0)
        }
        guard filled == count else {
            throw .sizeMismatch(record: UInt64(count), body: UInt64(filled))
        }
        return bytes
    }
}
