package import Catalog

/// A block of a backup, read back.
package enum BackupBlock {
    /// The commands that write what a block holds.
    ///
    /// - Throws: `DamagedSnapshot` for anything a backup does not write.
    package static func changes(in bytes: [UInt8]) throws -> [Command.Change] {
        var changes: [Command.Change] = []
        var operations: [MappingOperation] = []
        var rows: [RestoredRow] = []
        try SnapshotBlock.scan(bytes) { table, key, value in
            if table == .mappings {
                operations.append(try operation(key, value))
                if operations.count == CatalogLimits.batchLines {
                    changes.append(.write(operations))
                    operations = []
                }
            } else if RestoredRow.tables.contains(table) {
                rows.append(try row(table, key, value))
                if rows.count == CatalogLimits.batchLines {
                    changes.append(.restore(rows))
                    rows = []
                }
            } else {
                throw DamagedSnapshot()
            }
        }
        if !operations.isEmpty { changes.append(.write(operations)) }
        if !rows.isEmpty { changes.append(.restore(rows)) }
        return changes
    }

    private static func row(
        _ table: CatalogTable,
        _ key: [UInt8],
        _ value: [UInt8]
    ) throws(DamagedSnapshot) -> RestoredRow {
        do {
            return try RestoredRow(table: table, key: key, value: value)
        } catch {
            throw DamagedSnapshot()
        }
    }

    private static func operation(
        _ key: [UInt8],
        _ value: [UInt8]
    ) throws(DamagedSnapshot) -> MappingOperation {
        do {
            return try key.withUnsafeBytes { key in
                try value.withUnsafeBytes { value in
                    let entry = try MappingEntry(key: key, value: value)
                    return MappingOperation(entry.key, .put(entry.mapping))
                }
            }
        } catch {
            throw DamagedSnapshot()
        }
    }
}
