/// The tables as sorted arrays in memory, for simulation and tests; not for millions of entries.
///
/// There are no transactions: an error in the middle of a command leaves half of it.
package final class MemoryTables: CatalogTables {
    private struct Entry {
        var key: [UInt8]
        var value: [UInt8]
    }

    private var tables: [[Entry]] = CatalogTable.allCases.map { _ in [] }

    package init() {}

    /// The same content under an identity of its own.
    package func copy() -> MemoryTables {
        let copy = MemoryTables()
        copy.tables = tables
        return copy
    }

    /// Every entry of every table in order, for comparing two states.
    package func contents() -> [[UInt8]] {
        tables.flatMap { table in table.flatMap { [$0.key, $0.value] } }
    }

    /// The position of the first entry whose key is at or above `key`.
    private func position(_ table: CatalogTable, _ key: UnsafeRawBufferPointer) -> Int {
        var low = 0
        var high = tables[table.rawValue].count
        while low < high {
            let middle = (low + high) / 2
            if tables[table.rawValue][middle].key.lexicographicallyPrecedes(key) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private func entry(_ table: CatalogTable, at position: Int) -> Entry? {
        let entries = tables[table.rawValue]
        return entries.indices.contains(position) ? entries[position] : nil
    }

    package func value<Result>(
        _ table: CatalogTable,
        _ key: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result? {
        guard let entry = entry(table, at: position(table, key)), entry.key.elementsEqual(key)
        else { return nil }
        return try entry.value.withUnsafeBytes(body)
    }

    package func last<Result>(
        _ table: CatalogTable,
        atOrBelow key: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result? {
        let position = position(table, key)
        let exact = entry(table, at: position).flatMap { $0.key.elementsEqual(key) ? $0 : nil }
        guard let entry = exact ?? entry(table, at: position - 1) else { return nil }
        return try entry.key.withUnsafeBytes { key in
            try entry.value.withUnsafeBytes { try body(key, $0) }
        }
    }

    package func scan(
        _ table: CatalogTable,
        from key: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        for entry in tables[table.rawValue][position(table, key)...] {
            let goesOn = try entry.key.withUnsafeBytes { key in
                try entry.value.withUnsafeBytes { try body(key, $0) }
            }
            guard goesOn else { return }
        }
    }

    package func put(_ table: CatalogTable, _ key: [UInt8], _ value: [UInt8]) {
        let position = key.withUnsafeBytes { self.position(table, $0) }
        if let entry = entry(table, at: position), entry.key == key {
            tables[table.rawValue][position].value = value
        } else {
            tables[table.rawValue].insert(Entry(key: key, value: value), at: position)
        }
    }

    package func delete(_ table: CatalogTable, _ key: [UInt8]) -> Bool {
        let position = key.withUnsafeBytes { self.position(table, $0) }
        guard let entry = entry(table, at: position), entry.key == key else { return false }
        tables[table.rawValue].remove(at: position)
        return true
    }
}
