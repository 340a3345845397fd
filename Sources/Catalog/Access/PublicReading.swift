/// Tells what anybody may read and list: what a mapping or its bucket marks `public-read`.
package enum PublicReading {
    /// The mappings below a prefix that are looked at before a list is refused: an event loop waits
    /// for it, and a thousand take a fraction of a millisecond.
    package static let lookedAtMappings = 1_000

    /// Whether anybody may list the keys that begin with a path: `bucket/`, or `bucket/prefix`.
    ///
    /// So it is where nothing in the list can be private: in a bucket that is `public-read` itself,
    /// and where the longest mapping of the path is, and with it each one whose key begins with the
    /// path. More of these than are looked at count as private.
    package static func mayList<Tables: CatalogReading & ~Copyable>(
        _ path: UnsafeRawBufferPointer,
        _ tables: borrowing Tables
    ) throws -> Bool {
        let end = path.firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
        let bucket = UnsafeRawBufferPointer(rebasing: path[..<end])
        if try CatalogQuery.bucket(bucket, tables)?.acl == .publicRead { return true }
        let isCovered = try MappingMatch.longest(path, tables) { _, value in
            try MappingEntry.isPublic(value)
        }
        guard isCovered ?? false else { return false }
        // No mapping's key is as long as that, nor can a storage be asked for one.
        guard path.count <= MappingLimits.keyBytes else { return true }
        return try isAllPublic(below: path, tables)
    }

    private static func isAllPublic<Tables: CatalogReading & ~Copyable>(
        below path: UnsafeRawBufferPointer,
        _ tables: borrowing Tables
    ) throws -> Bool {
        var seen = 0
        var isPublic = true
        try tables.scan(.mappings, from: path) { key, value in
            guard key.starts(with: path) else { return false }
            seen += 1
            isPublic = seen <= lookedAtMappings ? try MappingEntry.isPublic(value) : false
            return isPublic
        }
        return isPublic
    }
}
