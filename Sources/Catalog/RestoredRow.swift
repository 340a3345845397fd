package import Wire

/// An entry of a table, as a backup has it, that is no mapping.
package struct RestoredRow: Sendable, Hashable {
    /// One of `tables`.
    package let table: CatalogTable
    /// The name of what the row holds: a bucket's, or an access key's own.
    package let key: [UInt8]
    package let value: [UInt8]

    /// What a backup holds beside mappings, and a restore writes where there is none yet.
    package static let tables: [CatalogTable] = [.buckets, .access]
    /// The longer of the two kinds of name: far below what a table can take as a key.
    private static let keyBytes = max(MappingLimits.bucketBytes, AccessLimits.nameBytes.upperBound)
    private static let valueBytes = 1 << 20

    /// A row as the catalogue itself would have written it: its value is what the table's reader
    /// understands, and its key is the name.
    ///
    /// This is the only way to a row, also for the entries of a log: a key that a table does not
    /// take would end every node that applies it, at each start anew.
    ///
    /// - Throws: `WireError` for any other.
    package init(table: CatalogTable, key: [UInt8], value: [UInt8]) throws(WireError) {
        self.table = table
        self.key = key
        self.value = value
        guard key.count <= Self.keyBytes, value.count <= Self.valueBytes, isReadable
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

    /// Whether the table's reader understands it under this key.
    private var isReadable: Bool {
        key.withUnsafeBytes { key in
            value.withUnsafeBytes { value in
                do {
                    switch table {
                    case .buckets:
                        _ = try BucketEntry(key: key, value: value)
                        return BucketName.isValid(key)
                    case .access:
                        return try AccessKeyEntry(value: value).key.name.utf8.elementsEqual(key)
                    default:
                        return false
                    }
                } catch {
                    return false
                }
            }
        }
    }
}
