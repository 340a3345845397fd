internal import LMDB

/// The records of all objects, the set of their files and the totals, always changed together.
struct ObjectIndex: Sendable {
    static let tableNames = PathIndex.tableNames + ["object-file", "object-total"]

    /// What a record that was replaced or removed had.
    struct Replaced {
        let size: UInt64
        let fileID: FileID?
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

    /// Stores a record; gives back the file of the one it replaced.
    func put(
        _ path: [UInt8],
        record: ObjectRecord,
        body: RecordLayout.Body,
        in transaction: borrowing WriteTransaction
    ) throws -> FileID? {
        let replaced = try replaced(path, in: transaction.reading)
        try path.withUnsafeBytes { path in
            let count = RecordLayout.count(of: record, body: body)
            try paths.put(path, count: count, in: transaction) { target in
                RecordLayout.write(record, body: body, into: target)
            }
        }
        if case .file(let id) = body {
            try transaction.put(files, key: Self.key(of: id), value: [])
        }
        try account(for: replaced, adding: record.size, in: transaction)
        return replaced?.fileID
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

    private func replaced(
        _ path: [UInt8],
        in transaction: borrowing ReadTransaction
    ) throws -> Replaced? {
        try path.withUnsafeBytes { path in
            guard let value = try paths.find(path, in: transaction) else { return nil }
            // A record that does not decode can at least be replaced and deleted.
            guard let view = RecordLayout.read(value) else {
                return Replaced(size: 0, fileID: nil)
            }
            return Replaced(size: view.size, fileID: view.fileID)
        }
    }

    private func account(
        for replaced: Replaced?,
        adding size: UInt64?,
        in transaction: borrowing WriteTransaction
    ) throws {
        if let id = replaced?.fileID { try transaction.delete(files, key: Self.key(of: id)) }
        var totals = try totals(in: transaction.reading)
        if let replaced { totals.subtract(size: replaced.size) }
        if let size { totals.add(size: size) }
        try transaction.put(self.totals, key: Self.totalsKey, value: totals.encoded)
    }

    private static func key(of id: FileID) -> [UInt8] {
        withUnsafeBytes(of: id.number.bigEndian) { Array($0) }
    }
}
