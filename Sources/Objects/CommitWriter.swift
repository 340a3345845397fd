internal import LMDB

/// Carries commits through the file threads and the storage thread, in the order that
/// `DiskStore` proves safe.
final class CommitWriter: Sendable {
    /// Files from before their rename to the end of their commit, which the sweep must not touch.
    let pending = Monitor<Set<FileID>>([])

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
            try file.synchronize()
            pending.withLock { _ = $0.insert(file.id) }
            do throws(ObjectStoreError) {
                try files.place(file)
            } catch {
                pending.withLock { _ = $0.remove(file.id) }
                throw error
            }
            write(commit, body: .file(file.id))
        } catch {
            file.discard()
            commit.completion(.failure(error))
        }
    }

    /// Queues the job that decides and stores the record.
    func write(_ commit: IndexCommit, body: RecordLayout.Body) {
        environment.write { [index] transaction in
            try commit.run(body: body, on: index, in: transaction)
        } completion: { [self] result in
            switch result {
            case .success(let decision):
                if let id = decision.replaced { removeLater(id) }
                settle(body, isStored: decision.outcome == .stored)
                commit.completion(.success(decision.outcome))
            case .failure(let error):
                settleFailure(of: body, ObjectStoreError(error))
                commit.completion(.failure(ObjectStoreError(error)))
            }
        }
    }

    /// Ends the pending state of a commit's file, and removes it if it was not stored.
    private func settle(_ body: RecordLayout.Body, isStored: Bool) {
        guard case .file(let id) = body else { return }
        if isStored {
            pending.withLock { _ = $0.remove(id) }
        } else {
            threads.addFollowing { [self] in
                files.remove(id)
                pending.withLock { _ = $0.remove(id) }
            }
        }
    }

    /// Removes the file of a failed commit, once it is certain that no record names it.
    ///
    /// A job that was refused never ran. But a commit whose last write failed may have reached the
    /// disk all the same. LMDB then refuses further transactions, so one that succeeds and does
    /// not find the file proves it unnamed; otherwise the next start decides.
    private func settleFailure(of body: RecordLayout.Body, _ error: ObjectStoreError) {
        guard case .file(let id) = body else { return }
        if case .index(let failure) = error, failure.kind == .queueFull || failure.kind == .closed {
            settle(body, isStored: false)
            return
        }
        environment.write { [index] transaction in
            try index.names(id, in: transaction.reading)
        } completion: { [self] result in
            if case .success(false) = result { settle(body, isStored: false) }
        }
    }

    /// Removes a file that no record names any more; a large one may take seconds.
    func removeLater(_ id: FileID) {
        threads.addFollowing { [files] in files.remove(id) }
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
