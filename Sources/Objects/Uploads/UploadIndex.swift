internal import LMDB
internal import Wire

/// The uploads under way, their parts, and for a while those that were completed.
///
/// An upload lies under `bucket/key`, NUL and its identity: NUL is in no key and sorts first, so the
/// uploads of a key are neighbours and keys are in their order.
struct UploadIndex: Sendable {
    static let tableNames = [
        "upload", "upload-remainder", "upload-counter", "upload-part", "upload-done",
    ]

    let uploads: PathIndex
    let parts: Table
    let done: Table

    init(in environment: Environment) {
        uploads = PathIndex(in: environment, tables: Array(Self.tableNames[0..<3]))
        parts = environment.table(Self.tableNames[3])
        done = environment.table(Self.tableNames[4])
    }

    static func key(_ path: [UInt8], _ id: UploadID) -> [UInt8] {
        path + [0] + id.encoded
    }

    /// What was noted of an upload when it began; nil where there is no such upload.
    func note(
        _ path: [UInt8],
        _ id: UploadID,
        in transaction: borrowing ReadTransaction
    ) throws -> [UInt8]? {
        try Self.key(path, id).withUnsafeBytes { key in
            try uploads.find(key, in: transaction).map { Array($0) }
        }
    }

    func begin(
        _ path: [UInt8],
        _ id: UploadID,
        note: [UInt8],
        in transaction: borrowing WriteTransaction
    ) throws {
        try Self.key(path, id).withUnsafeBytes { key in
            try uploads.put(key, count: note.count, in: transaction) { target in
                target.copyBytes(from: note)
            }
        }
    }

    /// Stores a part; gives back the one of the same number that it replaced.
    func put(
        _ part: UploadPart,
        of id: UploadID,
        in transaction: borrowing WriteTransaction
    ) throws -> UploadPart? {
        let key = Self.partKey(id, part.number)
        let replaced = try transaction.reading.get(parts, key: key).map { value in
            try UploadPart(number: part.number, encoded: value)
        }
        try transaction.put(parts, key: key, value: part.encoded)
        return replaced
    }

    /// The parts of an upload in the order of their numbers, at most so many.
    func parts(
        of id: UploadID,
        after number: UInt32 = 0,
        limit: Int,
        in transaction: borrowing ReadTransaction
    ) throws -> [UploadPart] {
        var found: [UploadPart] = []
        let prefix = id.encoded
        var cursor = try transaction.cursor(on: parts)
        var entry = try cursor.seek(atLeast: Self.partKey(id, number + 1))
        while let (key, value) = entry.map({ ($0.key, $0.value) }), found.count < limit,
            key.starts(with: prefix)
        {
            guard key.count == UploadID.bytes + 4 else { throw ObjectStoreError.corruptedRecord }
            let bits = key.loadUnaligned(fromByteOffset: UploadID.bytes, as: UInt32.self)
            found.append(try UploadPart(number: UInt32(bigEndian: bits), encoded: value))
            entry = try cursor.next()
        }
        return found
    }

    /// Removes an upload and what it has of parts; false where there is none.
    func remove(
        _ path: [UInt8],
        _ id: UploadID,
        parts removed: [UploadPart],
        in transaction: borrowing WriteTransaction
    ) throws -> Bool {
        let existed = try Self.key(path, id).withUnsafeBytes { key in
            try uploads.delete(key, in: transaction)
        }
        for part in removed {
            try transaction.delete(parts, key: Self.partKey(id, part.number))
        }
        return existed
    }

    /// Remembers that an upload became an object, for clients who ask again.
    func finish(
        _ path: [UInt8],
        _ id: UploadID,
        etag: String,
        in transaction: borrowing WriteTransaction
    ) throws {
        var writer = WireWriter()
        writer.sized(path)
        writer.text(etag)
        try transaction.put(done, key: id.encoded, value: writer.bytes)
    }

    /// The entity tag of the object that an upload became, while that is remembered.
    func finished(
        _ path: [UInt8],
        _ id: UploadID,
        in transaction: borrowing ReadTransaction
    ) throws -> String? {
        guard let value = try transaction.get(done, key: id.encoded) else { return nil }
        do throws(WireError) {
            var reader = WireReader(Array(value))
            let of = try reader.sized(limit: ObjectStoreLimits.pathBytes)
            let etag = try reader.text(limit: ObjectStoreLimits.etagBytes)
            return of == path ? etag : nil
        } catch {
            throw ObjectStoreError.corruptedRecord
        }
    }

    /// Forgets completed uploads that began before a moment, at most so many; says how many.
    func forgetFinished(
        startedBefore milliseconds: UInt64,
        limit: Int,
        in transaction: borrowing WriteTransaction
    ) throws -> Int {
        var old: [[UInt8]] = []
        do {
            var cursor = try transaction.reading.cursor(on: done)
            var entry = try cursor.first()
            while let key = entry?.key, old.count < limit, let id = UploadID(key),
                id.startedMilliseconds < milliseconds
            {
                old.append(Array(key))
                entry = try cursor.next()
            }
        }
        for key in old { try transaction.delete(done, key: key) }
        return old.count
    }

    private static func partKey(_ id: UploadID, _ number: UInt32) -> [UInt8] {
        id.encoded + withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
