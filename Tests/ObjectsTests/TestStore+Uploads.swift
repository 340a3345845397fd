import Glibc
import LMDB
import Objects

extension TestStore {
    func wait<Value: Sendable>(
        _ begin: (@escaping @Sendable (Result<Value, ObjectStoreError>) -> Void) -> Void
    ) throws -> Value {
        let outcome = Monitor<Result<Value, ObjectStoreError>?>(nil)
        begin { result in outcome.update { $0 = result } }
        return try outcome.wait { $0 }.get()
    }

    func begin(_ path: String, started: UInt64 = 1_000, note: [UInt8] = [1, 2]) throws -> UploadID {
        try wait { completion in
            store.uploads.begin(
                path: Array(path.utf8),
                note: note,
                startedMilliseconds: started,
                completion: completion
            )
        }
    }

    @discardableResult
    func part(
        _ path: String,
        _ id: UploadID,
        _ number: UInt32,
        _ body: [UInt8]
    ) throws -> PartOutcome {
        let file = try file(with: body)
        let part = UploadPart(
            number: number,
            size: UInt64(body.count),
            modifiedMilliseconds: 5,
            md5: [UInt8](repeating: UInt8(number), count: 16),
            checksum: [9, 9],
            file: file.id
        )
        return try wait { completion in
            store.uploads.commit(path: Array(path.utf8), id, file, as: part, completion: completion)
        }
    }

    /// Completes an upload with the parts of these numbers.
    func complete(
        _ path: String,
        _ id: UploadID,
        _ numbers: [UInt32],
        etag: String = "tag",
        condition: CommitCondition = .always,
        isFenced: Bool = false
    ) throws -> CompletionOutcome {
        try wait { completion in
            store.uploads.complete(
                path: Array(path.utf8),
                id,
                condition: condition,
                unlessFenced: { isFenced }
            ) { note, parts in
                let used = numbers.compactMap { number in parts.first { $0.number == number } }
                guard used.count == numbers.count else {
                    return .refuse(ObjectStoreError.invalidPath)
                }
                let record = ObjectRecord(
                    size: used.reduce(0) { $0 + $1.size },
                    modifiedMilliseconds: 7,
                    etag: etag,
                    headerBlock: note
                )
                return .store(record, parts: used)
            } completion: {
                completion($0)
            }
        }
    }

    func copy(_ source: String, to target: String, etag: String = "copy") throws -> CommitOutcome {
        var body: StoredBody?
        var lease: BodyLease?
        var size: UInt64 = 0
        try Array(source.utf8).withUnsafeBytes { path in
            _ = try store.withObject(path: path) { view in
                body = view.copiedBody()
                size = view.size
                if case .segments(let list) = view.body {
                    lease = try store.lease(list.file(of: 0))
                }
            }
        }
        guard let body else { throw ObjectStoreError.gone }
        return try wait { completion in
            store.copy(
                body,
                lease,
                to: Array(target.utf8),
                record: ObjectRecord(
                    size: size,
                    modifiedMilliseconds: 9,
                    etag: etag,
                    headerBlock: []
                ),
                completion: completion
            )
        }
    }

    func abort(_ path: String, _ id: UploadID) throws -> Bool {
        try wait { store.uploads.abort(path: Array(path.utf8), id, completion: $0) }
    }
}
