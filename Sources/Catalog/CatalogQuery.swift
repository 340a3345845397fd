/// Reads of the catalogue, over any tables: one transaction's view of one moment.
package enum CatalogQuery {
    /// The index of the last applied entry, which is the revision of what is read.
    package static func applied<Tables: CatalogReading & ~Copyable>(_ tables: borrowing Tables)
        throws -> UInt64
    {
        try CatalogProgress(from: tables).applied
    }

    /// The mapping of exactly this key.
    package static func mapping<Tables: CatalogReading & ~Copyable>(
        _ key: MappingKey,
        _ tables: borrowing Tables
    ) throws -> MappingEntry? {
        try key.bytes.withUnsafeBytes { bytes in
            try tables.value(.mappings, bytes) { try MappingEntry(key: bytes, value: $0) }
        }
    }

    /// Mappings in the order of their keys' bytes: those that begin with `prefix` and come after
    /// `after`, at most `limit`.
    package static func mappings<Tables: CatalogReading & ~Copyable>(
        prefix: [UInt8] = [],
        after: [UInt8]? = nil,
        limit: Int,
        _ tables: borrowing Tables
    ) throws -> MappingPage {
        var page = MappingPage(revision: try applied(tables))
        let bounded = min(max(limit, 1), CatalogLimits.page)
        var start = prefix
        if let after, prefix.lexicographicallyPrecedes(after) || prefix == after {
            start = after
        }
        // No stored key is longer than a mapping's: a longer bound is cut, and the comparisons
        // below keep the answer right.
        start = Array(start.prefix(MappingLimits.keyBytes))
        try start.withUnsafeBytes { bytes in
            try tables.scan(.mappings, from: bytes) { key, value in
                if let after, !after.lexicographicallyPrecedes(key) { return true }
                guard key.starts(with: prefix) else {
                    return key.lexicographicallyPrecedes(prefix)
                }
                guard page.entries.count < bounded else {
                    page.next = page.entries.last?.key
                    return false
                }
                page.entries.append(try MappingEntry(key: key, value: value))
                return true
            }
        }
        return page
    }

    /// Buckets in the order of their names after `after`, at most `limit`.
    package static func buckets<Tables: CatalogReading & ~Copyable>(
        after: String? = nil,
        limit: Int,
        _ tables: borrowing Tables
    ) throws -> [BucketEntry] {
        var buckets: [BucketEntry] = []
        let after = Array((after ?? "").utf8.prefix(MappingLimits.bucketBytes))
        try after.withUnsafeBytes { bytes in
            try tables.scan(.buckets, from: bytes) { key, value in
                if key.elementsEqual(after) { return true }
                guard buckets.count < limit else { return false }
                buckets.append(try BucketEntry(key: key, value: value))
                return true
            }
        }
        return buckets
    }

    /// The bucket of exactly this name.
    package static func bucket<Tables: CatalogReading & ~Copyable>(
        _ name: UnsafeRawBufferPointer,
        _ tables: borrowing Tables
    ) throws -> BucketEntry? {
        guard BucketName.isValid(name) else { return nil }
        return try tables.value(.buckets, name) { try BucketEntry(key: name, value: $0) }
    }

    /// The view in force; number 0 without members before the first.
    package static func view<Tables: CatalogReading & ~Copyable>(_ tables: borrowing Tables)
        throws -> ClusterView
    {
        guard let bytes = try tables.value(.state, ClusterView.key) else { return ClusterView() }
        do {
            return try ClusterView(decoding: bytes)
        } catch {
            throw CatalogError.corrupted(.state, error)
        }
    }

    /// The member of this name.
    package static func member<Tables: CatalogReading & ~Copyable>(
        _ name: String,
        _ tables: borrowing Tables
    ) throws -> Member? {
        try MemberTable.member(name, tables)
    }

    /// All members in the order of their names' bytes, with the revision of their last change.
    package static func members<Tables: CatalogReading & ~Copyable>(
        _ tables: borrowing Tables
    ) throws -> (revision: UInt64, members: [Member]) {
        (try MemberTable.number(MemberTable.revisionKey, tables), try MemberTable.all(tables))
    }

    /// The revision of the last change of any member.
    package static func membersRevision<Tables: CatalogReading & ~Copyable>(
        _ tables: borrowing Tables
    ) throws -> UInt64 {
        try MemberTable.number(MemberTable.revisionKey, tables)
    }

    /// The changes of the revisions after `revision`, oldest first, about `limit` of them.
    ///
    /// A revision's changes are never cut in two by the limit.
    package static func changes<Tables: CatalogReading & ~Copyable>(
        after revision: UInt64,
        prefix: [UInt8] = [],
        limit: Int,
        _ tables: borrowing Tables
    ) throws -> ChangePage {
        let progress = try CatalogProgress(from: tables)
        guard revision >= progress.compacted else {
            return .compacted(through: progress.compacted)
        }
        guard revision < progress.applied else { return .changes([], through: revision) }
        var changes: [MappingChange] = []
        var through = progress.applied
        var seen = 0
        let start = MappingChange.key(revision: revision + 1, position: 0)
        try start.withUnsafeBytes { bytes in
            try tables.scan(.changes, from: bytes) { key, value in
                let change = try MappingChange(key: key, value: value)
                if change.position == 0, seen >= limit {
                    through = change.revision - 1
                    return false
                }
                seen += 1
                if change.key.bytes.starts(with: prefix) { changes.append(change) }
                return true
            }
        }
        return .changes(changes, through: through)
    }
}
