package import Wire

/// An entry of a table, as a backup has it, that is no mapping.
package struct RestoredRow: Sendable, Hashable {
    /// One of `tables`.
    package var table: CatalogTable
    package var key: [UInt8]
    package var value: [UInt8]

    /// What a backup holds beside mappings, and a restore writes where there is none yet.
    package static let tables: [CatalogTable] = [.buckets, .access]
    private static let keyBytes = 1_024
    private static let valueBytes = 1 << 20

    /// A row that the table's reader understands, and a command can carry.
    ///
    /// - Throws: `WireError` for any other.
    package init(table: CatalogTable, key: [UInt8], value: [UInt8]) throws(WireError) {
        self.table = table
        self.key = key
        self.value = value
        guard Self.tables.contains(table), key.count <= Self.keyBytes,
            value.count <= Self.valueBytes, isReadable
        else { throw .invalid(field: "restored row", value: UInt64(table.rawValue)) }
    }

    func encode(into writer: inout WireWriter) {
        writer.uint8(UInt8(table.rawValue))
        writer.sized(key)
        writer.sized(value)
    }

    init(decoding reader: inout WireReader) throws(WireError) {
        let number = try reader.uint8()
        guard let table = CatalogTable(rawValue: Int(number)) else {
            throw .invalid(field: "restored table", value: UInt64(number))
        }
        let key = try reader.sized(limit: Self.keyBytes)
        let value = try reader.sized(limit: Self.valueBytes)
        try self.init(table: table, key: key, value: value)
    }

    /// Whether the table's reader understands it.
    private var isReadable: Bool {
        key.withUnsafeBytes { key in
            value.withUnsafeBytes { value in
                do {
                    if table == .buckets { _ = try BucketEntry(key: key, value: value) }
                    if table == .access { _ = try AccessKeyEntry(value: value) }
                    return !key.isEmpty
                } catch {
                    return false
                }
            }
        }
    }
}
