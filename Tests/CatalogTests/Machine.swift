import Catalog

/// A small world to apply commands to.
struct Machine {
    let tables = MemoryTables()
    var index: UInt64 = 0
    var limits = HistoryLimits()

    mutating func apply(_ operations: [MappingOperation], session: String? = nil) throws
        -> CommandResult
    {
        try apply(
            Command(.write(operations), session: session, proposedMilliseconds: 1_000 + index)
        )
    }

    mutating func apply(_ command: Command) throws -> CommandResult {
        try apply(bytes: command.encoded)
    }

    mutating func apply(bytes: [UInt8]) throws -> CommandResult {
        index += 1
        return try CatalogMachine.apply(bytes, index: index, tables: tables, limits: limits)
    }

    func count(_ table: CatalogTable) throws -> Int {
        var count = 0
        try tables.scan(table, from: UnsafeRawBufferPointer(start: nil, count: 0)) { _, _ in
            count += 1
            return true
        }
        return count
    }

    func bytes(_ table: CatalogTable) throws -> Int {
        var bytes = 0
        try tables.scan(table, from: UnsafeRawBufferPointer(start: nil, count: 0)) { key, value in
            bytes += key.count + value.count
            return true
        }
        return bytes
    }

    func keys(prefix: String = "") throws -> [String] {
        try CatalogQuery.mappings(prefix: Array(prefix.utf8), limit: 1_000, tables).entries
            .map(\.key.text)
    }

    func changes(after revision: UInt64, limit: Int = 1_000) throws -> ChangePage {
        try CatalogQuery.changes(after: revision, limit: limit, tables)
    }
}
