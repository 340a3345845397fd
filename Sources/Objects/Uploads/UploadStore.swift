internal import LMDB

/// Multipart uploads of the disk store.
///
/// A part is stored as an object is: its bytes, its name, then the entry that names it, each durable
/// before the next. Completing an upload is one transaction: it writes a record that lists the
/// files of the parts and removes the upload, so there is the one or the other, and no byte is
/// copied. What the transaction no longer names is removed after it, or by the sweep of the next
/// start.
package final class UploadStore: Sendable {
    /// Uploads that one transaction drops: few enough that nobody waits for long.
    private static let dropLimit = 16

    private let environment: Environment
    private let index: ObjectIndex
    private let uploads: UploadIndex
    private let files: BodyFiles
    private let threads: FileThreads
    private let commits: CommitWriter

    init(
        environment: Environment,
        index: ObjectIndex,
        files: BodyFiles,
        threads: FileThreads,
        commits: CommitWriter
    ) {
        self.environment = environment
        self.index = index
        self.files = files
        self.threads = threads
        self.commits = commits
        uploads = UploadIndex(in: environment)
    }

    /// Begins an upload of the object at `path`; the completion comes when that is durable.
    ///
    /// - Parameter note: given back to whoever completes the upload.
    package func begin(
        path: [UInt8],
        note: [UInt8],
        startedMilliseconds: UInt64,
        completion: @escaping @Sendable (Result<UploadID, ObjectStoreError>) -> Void
    ) {
        guard ObjectStoreLimits.isPath(path) else { return completion(.failure(.invalidPath)) }
        guard note.count <= ObjectStoreLimits.uploadNoteBytes else {
            return completion(.failure(.recordTooLarge))
        }
        var generator = SystemRandomNumberGenerator()
        let id = UploadID(startedMilliseconds: startedMilliseconds, number: generator.next())
        environment.write { [uploads] transaction in
            try uploads.begin(path, id, note: note, in: transaction)
        } completion: { result in
            completion(result.map { id }.mapError { ObjectStoreError($0) })
        }
    }

    /// What was noted when an upload began; nil where there is no such upload.
    package func note(path: [UInt8], _ id: UploadID) throws(ObjectStoreError) -> [UInt8]? {
        try reading { try uploads.note(path, id, in: $0) }
    }

    /// The parts of an upload after a number; nil where there is no such upload.
    package func parts(
        path: [UInt8],
        _ id: UploadID,
        after number: UInt32,
        limit: Int
    ) throws(ObjectStoreError) -> [UploadPart]? {
        try reading { transaction in
            guard try uploads.note(path, id, in: transaction) != nil else { return nil }
            return try uploads.parts(of: id, after: number, limit: limit, in: transaction)
        }
    }

    /// A page of a bucket's uploads.
    package func list(_ query: UploadQuery) throws(ObjectStoreError) -> UploadPage {
        let listing = UploadListing(query)
        return try reading { try listing.page(of: uploads, in: $0) }
    }

    /// Stores a file as a part, all or nothing.
    package func commit(
        path: [UInt8],
        _ id: UploadID,
        _ file: TemporaryFile,
        as part: UploadPart,
        completion: @escaping @Sendable (Result<PartOutcome, ObjectStoreError>) -> Void
    ) {
        precondition(part.file == file.id, "a part names another file than its own")
        do throws(ObjectStoreError) {
            try threads.add { [self] in store(file, path, id, part, completion) }
        } catch {
            file.discard()
            completion(.failure(error))
        }
    }

    /// Makes an object of an upload, all or nothing.
    ///
    /// - Parameters:
    ///   - plan: asked on the storage thread, perhaps several times; given the note and all parts.
    ///   - unlessFenced: as in `DiskStore.commit`.
    package func complete(
        path: [UInt8],
        _ id: UploadID,
        condition: CommitCondition,
        unlessFenced: @escaping @Sendable () -> Bool,
        plan: @escaping @Sendable (_ note: [UInt8], _ parts: [UploadPart]) -> CompletionPlan,
        completion: @escaping @Sendable (Result<CompletionOutcome, ObjectStoreError>) -> Void
    ) {
        environment.write { [self] transaction in
            try complete(path, id, condition, unlessFenced, plan, in: transaction)
        } completion: { [commits] result in
            switch result {
            case .success(let decision):
                // Each dropped part is a body of its own: no reader has come to know them.
                for removed in decision.dropped { commits.removeLater([removed]) }
                commits.removeLater(decision.replaced)
                completion(.success(decision.outcome))
            case .failure(let error): completion(.failure(ObjectStoreError(error)))
            }
        }
    }

    /// Drops an upload with its parts; the completion says whether there was one.
    package func abort(
        path: [UInt8],
        _ id: UploadID,
        completion: @escaping @Sendable (Result<Bool, ObjectStoreError>) -> Void
    ) {
        environment.write { [self] transaction in
            try drop(path, id, in: transaction)
        } completion: { [commits] result in
            switch result {
            case .success(let files):
                for file in files ?? [] { commits.removeLater([file]) }
                completion(.success(files != nil))
            case .failure(let error): completion(.failure(ObjectStoreError(error)))
            }
        }
    }

    /// Drops the uploads that began before a moment (all where it is nil) in a bucket or in all.
    ///
    /// Blocks until that is durable; says how many they were. A page of uploads at a time, so that
    /// writes come in between.
    package func drop(
        bucket: [UInt8]? = nil,
        startedBefore milliseconds: UInt64?
    ) throws(ObjectStoreError) -> Int {
        var dropped = 0
        var position: [UInt8] = bucket.map { $0 + [UInt8(ascii: "/")] } ?? [1]
        while true {
            let found = try old(from: position, bucket: bucket, milliseconds)
            for start in stride(from: 0, to: found.entries.count, by: Self.dropLimit) {
                let some = Array(found.entries[start...].prefix(Self.dropLimit))
                try drop(some)
                dropped += some.count
            }
            guard let next = found.next else { break }
            position = next
        }
        try forgetFinished(startedBefore: milliseconds)
        return dropped
    }

    // MARK: Transactions

    private struct Decision: Sendable {
        var outcome: CompletionOutcome
        var replaced: [FileID] = []
        var dropped: [FileID] = []
    }

    private func complete(
        _ path: [UInt8],
        _ id: UploadID,
        _ condition: CommitCondition,
        _ unlessFenced: () -> Bool,
        _ plan: ([UInt8], [UploadPart]) -> CompletionPlan,
        in transaction: borrowing WriteTransaction
    ) throws -> Decision {
        guard let note = try uploads.note(path, id, in: transaction.reading) else {
            let etag = try uploads.finished(path, id, in: transaction.reading)
            return Decision(outcome: etag.map { .completedBefore(etag: $0) } ?? .noUpload)
        }
        if unlessFenced() { return Decision(outcome: .committed(.fenced)) }
        let present = try index.replaced(path, in: transaction.reading)
        let verdict = condition.judge(etag: present?.etag)
        guard verdict == .stored else { return Decision(outcome: .committed(verdict)) }
        let parts = try uploads.parts(
            of: id,
            limit: ObjectStoreLimits.parts,
            in: transaction.reading
        )
        switch plan(note, parts) {
        case .refuse(let reason): return Decision(outcome: .refused(reason))
        case .store(let record, let used):
            let segments = used.map { part in
                BodySegment(
                    file: part.file,
                    size: part.size,
                    part: part.number,
                    detail: part.checksum
                )
            }
            let kept = Set(used.map(\.file))
            let dropped = parts.map(\.file).filter { !kept.contains($0) }
            for file in dropped { try index.forget(file, in: transaction) }
            _ = try uploads.remove(path, id, parts: parts, in: transaction)
            try uploads.finish(path, id, etag: record.etag, in: transaction)
            let replaced = try index.put(
                path,
                record: record,
                body: .segments(segments),
                in: transaction
            )
            return Decision(outcome: .committed(.stored), replaced: replaced, dropped: dropped)
        }
    }

    /// The files of the parts; nil where there is no such upload.
    private func drop(
        _ path: [UInt8],
        _ id: UploadID,
        in transaction: borrowing WriteTransaction
    ) throws -> [FileID]? {
        guard try uploads.note(path, id, in: transaction.reading) != nil else { return nil }
        let parts = try uploads.parts(
            of: id,
            limit: ObjectStoreLimits.parts,
            in: transaction.reading
        )
        _ = try uploads.remove(path, id, parts: parts, in: transaction)
        for part in parts { try index.forget(part.file, in: transaction) }
        return parts.map(\.file)
    }

    /// Stores a part; runs on a file thread.
    private func store(
        _ file: TemporaryFile,
        _ path: [UInt8],
        _ id: UploadID,
        _ part: UploadPart,
        _ completion: @escaping @Sendable (Result<PartOutcome, ObjectStoreError>) -> Void
    ) {
        do throws(ObjectStoreError) {
            let size = try file.size()
            guard size == part.size else {
                throw .sizeMismatch(record: part.size, body: size)
            }
            try commits.makeDurable(file)
        } catch {
            file.discard()
            return completion(.failure(error))
        }
        environment.write { [index, uploads] transaction in
            guard try uploads.note(path, id, in: transaction.reading) != nil else {
                return (PartOutcome.noUpload, FileID?.none)
            }
            let replaced = try uploads.put(part, of: id, in: transaction)
            if let replaced { try index.forget(replaced.file, in: transaction) }
            try index.name(part.file, in: transaction)
            return (PartOutcome.stored, replaced?.file)
        } completion: { [commits] result in
            switch result {
            case .success(let (outcome, replaced)):
                if let replaced { commits.removeLater([replaced]) }
                commits.settle([part.file], isStored: outcome == .stored)
                completion(.success(outcome))
            case .failure(let error):
                commits.settleFailure(of: [part.file], ObjectStoreError(error))
                completion(.failure(ObjectStoreError(error)))
            }
        }
    }

    // MARK: Old uploads

    /// Entries looked at in one read: a read must be short.
    private static let scanLimit = 1_000

    private func old(
        from position: [UInt8],
        bucket: [UInt8]?,
        _ milliseconds: UInt64?
    ) throws(ObjectStoreError) -> (entries: [[UInt8]], next: [UInt8]?) {
        try reading { transaction in
            var walk = try PathWalk(over: uploads.uploads, in: transaction)
            var entries: [[UInt8]] = []
            var looked = 0
            var isInside = try walk.seek(atLeast: position)
            while isInside {
                if let bucket, !walk.path.starts(with: bucket + [UInt8(ascii: "/")]) { break }
                guard looked < Self.scanLimit else { return (entries, walk.path) }
                looked += 1
                let item = try UploadListing.item(walk.path, base: [])
                if milliseconds.map({ item.id.startedMilliseconds < $0 }) ?? true {
                    entries.append(walk.path)
                }
                isInside = try walk.next()
            }
            return (entries, nil)
        }
    }

    private func drop(_ entries: [[UInt8]]) throws(ObjectStoreError) {
        do {
            let files = try environment.writeAndWait { [self] transaction in
                var files: [FileID] = []
                for entry in entries {
                    let item = try UploadListing.item(entry, base: [])
                    files += try drop(item.key, item.id, in: transaction) ?? []
                }
                return files
            }
            for file in files { commits.removeLater([file]) }
        } catch {
            throw ObjectStoreError(error)
        }
    }

    private func forgetFinished(
        startedBefore milliseconds: UInt64?
    ) throws(ObjectStoreError) {
        guard let milliseconds else { return }
        do {
            while true {
                let count = try environment.writeAndWait { [uploads] transaction in
                    try uploads.forgetFinished(
                        startedBefore: milliseconds,
                        limit: Self.scanLimit,
                        in: transaction
                    )
                }
                guard count == Self.scanLimit else { return }
            }
        } catch {
            throw ObjectStoreError(error)
        }
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
