/// Reads of the access keys.
extension CatalogQuery {
    /// The revision of the access key of exactly this name; tells at little cost whether one that
    /// was decoded before is still what is stored.
    package static func accessKeyRevision<Tables: CatalogReading & ~Copyable>(
        _ name: UnsafeRawBufferPointer,
        _ tables: borrowing Tables
    ) throws -> UInt64? {
        guard AccessLimits.nameBytes.contains(name.count) else { return nil }
        return try tables.value(.access, name) { try AccessKeyEntry.revision(of: $0) }
    }

    /// The access key of exactly this name.
    package static func accessKey<Tables: CatalogReading & ~Copyable>(
        _ name: UnsafeRawBufferPointer,
        _ tables: borrowing Tables
    ) throws -> AccessKeyEntry? {
        guard AccessLimits.nameBytes.contains(name.count) else { return nil }
        return try tables.value(.access, name) { try AccessKeyEntry(value: $0) }
    }

    /// Access keys in the order of their names after `after`, at most `limit`.
    package static func accessKeys<Tables: CatalogReading & ~Copyable>(
        after: String? = nil,
        limit: Int,
        _ tables: borrowing Tables
    ) throws -> [AccessKeyEntry] {
        var entries: [AccessKeyEntry] = []
        let after = Array((after ?? "").utf8.prefix(AccessLimits.nameBytes.upperBound))
        try after.withUnsafeBytes { bytes in
            try tables.scan(.access, from: bytes) { key, value in
                if key.elementsEqual(after) { return true }
                guard entries.count < limit else { return false }
                entries.append(try AccessKeyEntry(value: value))
                return true
            }
        }
        return entries
    }

    /// Whether there is any access key.
    package static func hasAccessKeys<Tables: CatalogReading & ~Copyable>(
        _ tables: borrowing Tables
    ) throws -> Bool {
        var hasAny = false
        try tables.scan(.access, from: UnsafeRawBufferPointer(start: nil, count: 0)) { _, _ in
            hasAny = true
            return false
        }
        return hasAny
    }
}
