internal import LMDB

/// The records of all objects, the set of their files and the totals, always changed together.
struct ObjectIndex: Sendable {
    static let tableNames =
        PathIndex.tableNames + ["object-file", "object-total"] + UploadIndex.tableNames

    /// What a record that was replaced or removed had.
    struct Replaced {
        let size: UInt64
        let etag: String
        /// In the order of the body.
        let files: [FileID]
    }

    let paths: PathIndex
    /// The files that records name, by number: so the sweep asks for one file without a walk.
    private let files: Table
    private let totals: Table
    private static let totalsKey = Array("all".utf8)

    init(in environment: Environment) {
        paths = PathIndex(in: environment)
        files = environment.table("object-file")
        totals = environment.table("object-total")
    }

    func contains(
        _ path: [UInt8],
        in transaction: borrowing ReadTransaction
    ) throws -> Bool {
        try path.withUnsafeBytes { try paths.find($0, in: transaction) != nil }
    }

    /// Whether a record names this file.
    func names(_ id: FileID, in transaction: borrowing ReadTransaction) throws -> Bool {
        try transaction.get(files, key: Self.key(of: id)) != nil
    }

    func totals(in transaction: borrowing ReadTransaction) throws -> StoreTotals {
        try StoreTotals(transaction.get(totals, key: Self.totalsKey))
    }

    /// Stores a record; gives back the files of the one it replaced.
    func put(
        _ path: [UInt8],
        record: ObjectRecord,
        body: RecordLayout.Body,
        in transaction: borrowing WriteTransaction
    ) throws -> [FileID] {
        let replaced = try replaced(path, in: transaction.reading)
        try path.withUnsafeBytes { path in
            let count = RecordLayout.count(of: record, body: body)
            try paths.put(path, count: count, in: transaction) { target in
                RecordLayout.write(record, body: body, into: target)
            }
        }
        try account(for: replaced, adding: record.size, in: transaction)
        for id in body.files { try name(id, in: transaction) }
        return replaced?.files ?? []
    }

    /// Removes a record; gives back what it had, or nil where there was none.
    func delete(
        _ path: [UInt8],
        in transaction: borrowing WriteTransaction
    ) throws -> Replaced? {
        guard let replaced = try replaced(path, in: transaction.reading) else { return nil }
        _ = try path.withUnsafeBytes { try paths.delete($0, in: transaction) }
        try account(for: replaced, adding: nil, in: transaction)
        return replaced
    }

    /// What a path has now, or nil where there is nothing.
    func replaced(
        _ path: [UInt8],
        in transaction: borrowing ReadTransaction
    ) throws -> Replaced? {
        try path.withUnsafeBytes { path in
            guard let value = try paths.find(path, in: transaction) else { return nil }
            // A record that does not decode can at least be replaced and deleted.
            guard let view = RecordLayout.read(value) else {
                return Replaced(size: 0, etag: "", files: [])
            }
            return Replaced(size: view.size, etag: view.etagText, files: view.files)
        }
    }

    private func account(
        for replaced: Replaced?,
        adding size: UInt64?,
        in transaction: borrowing WriteTransaction
    ) throws {
        for id in replaced?.files ?? [] { try forget(id, in: transaction) }
        var totals = try totals(in: transaction.reading)
        if let replaced { totals.subtract(size: replaced.size) }
        if let size { totals.add(size: size) }
        try transaction.put(self.totals, key: Self.totalsKey, value: totals.encoded)
    }

    /// Notes that a record or a part names a file, so that the sweep leaves it.
    func name(_ id: FileID, in transaction: borrowing WriteTransaction) throws {
        try transaction.put(files, key: Self.key(of: id), value: [])
    }

    /// Takes back what `name` noted.
    func forget(_ id: FileID, in transaction: borrowing WriteTransaction) throws {
        try transaction.delete(files, key: Self.key(of: id))
    }

    /// Changes the attributes of a record, and nothing else of it; false where there is none.
    func amend(
        _ path: [UInt8],
        in transaction: borrowing WriteTransaction,
        _ change: ([UInt8]) throws -> [UInt8]
    ) throws -> Bool {
        try path.withUnsafeBytes { path in
            guard let value = try paths.find(path, in: transaction.reading) else { return false }
            guard let view = RecordLayout.read(value) else {
                throw ObjectStoreError.corruptedRecord
            }
            var record = view.copiedRecord()
            record.attributes = try change(record.attributes)
            let body: RecordLayout.Body =
                switch view.copiedBody() {
                case .inline(let bytes): .inline(bytes)
                case .file(let id): .file(id)
                case .segments(let segments): .segments(segments)
                }
            let count = RecordLayout.count(of: record, body: body)
            try paths.put(path, count: count, in: transaction) { target in
                RecordLayout.write(record, body: body, into: target)
            }
            return true
        }
    }

    private static func key(of id: FileID) -> [UInt8] {
        withUnsafeBytes(of: id.number.bigEndian) { Array($0) }
    }
}
