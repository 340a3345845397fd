/// What a change of a bucket does to the tables.
enum BucketMachine {
    static func apply<Tables: CatalogTables & ~Copyable>(
        _ change: BucketChange,
        _ milliseconds: UInt64,
        _ progress: CatalogProgress,
        _ tables: borrowing Tables
    ) throws -> CommandResult {
        let index = progress.applied
        let name = Array(change.name.utf8)
        let current = try name.withUnsafeBytes { try CatalogQuery.bucket($0, tables) }
        switch change.action {
        case .create(let acl):
            guard current == nil else { return .applied(revision: index, changes: 0) }
            let entry = BucketEntry(
                name: change.name,
                revision: index,
                createdMilliseconds: milliseconds,
                acl: acl
            )
            try tables.put(.buckets, name, entry.value)
        case .delete:
            guard current != nil else { return .applied(revision: index, changes: 0) }
            if let revision = try mapping(of: name, tables) {
                return .conditionFailed(position: 0, current: revision)
            }
            try tables.delete(.buckets, name)
        case .setACL(let acl):
            guard var entry = current else { return .applied(revision: index, changes: 0) }
            entry.acl = acl
            entry.revision = index
            try tables.put(.buckets, name, entry.value)
        case .setCORS(let document):
            guard var entry = current else { return .applied(revision: index, changes: 0) }
            entry.cors = document
            entry.revision = index
            try tables.put(.buckets, name, entry.value)
        }
        return .applied(revision: index, changes: 1)
    }

    /// The revision of a mapping that the bucket has.
    private static func mapping<Tables: CatalogTables & ~Copyable>(
        of bucket: [UInt8],
        _ tables: borrowing Tables
    ) throws -> UInt64? {
        let whole = try bucket.withUnsafeBytes { key in
            try tables.value(.mappings, key) { try MappingEntry.revision(of: $0) }
        }
        if let whole { return whole }
        // The keys of other buckets may sort in between: that of "a-b" before that of "a/b".
        let prefix = bucket + [UInt8(ascii: "/")]
        var found: UInt64?
        try prefix.withUnsafeBytes { bytes in
            try tables.scan(.mappings, from: bytes) { key, value in
                if key.starts(with: prefix) { found = try MappingEntry.revision(of: value) }
                return false
            }
        }
        return found
    }
}
