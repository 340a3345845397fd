internal import Catalog
internal import LMDB

/// The log that a cluster of one kept before consensus did: commands by index.
struct FormerLog: Sendable {
    static let tableNames = ["log.entries", "log.state"]

    private let entries: Table
    private let state: Table

    init(_ environment: Environment) {
        entries = environment.table(Self.tableNames[0])
        state = environment.table(Self.tableNames[1])
    }

    /// Applies what was logged but not applied, and empties the log.
    ///
    /// - Returns: the applied index; 0 where there was no such log.
    func takeOver(
        into tables: borrowing LMDBTables,
        _ writing: borrowing WriteTransaction
    ) throws -> UInt64 {
        var applied = try CatalogQuery.applied(tables)
        while let entry = try entry(applied + 1, writing.reading) {
            applied += 1
            try CatalogMachine.apply(entry, index: applied, tables: tables)
        }
        try writing.removeAll(from: entries)
        try writing.removeAll(from: state)
        return applied
    }

    private func entry(_ index: UInt64, _ reading: borrowing ReadTransaction) throws -> [UInt8]? {
        try withUnsafeBytes(of: index.bigEndian) { key in
            try reading.get(entries, key: key).map { Array($0) }
        }
    }
}
