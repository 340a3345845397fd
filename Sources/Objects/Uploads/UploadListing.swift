internal import LMDB

/// Lists the uploads of a bucket as `Listing` lists objects; entries end with NUL and an identity.
struct UploadListing {
    private let query: UploadQuery
    private let limit: Int
    private let base: [UInt8]
    private let scope: [UInt8]

    init(_ query: UploadQuery) {
        self.query = query
        limit = min(max(query.limit, 0), ListQuery.limitMaximum)
        base = query.bucket + [UInt8(ascii: "/")]
        scope = base + query.prefix
    }

    func page(
        of index: UploadIndex,
        in transaction: borrowing ReadTransaction
    ) throws -> UploadPage {
        var page = UploadPage()
        guard limit > 0 else { return page }
        var walk = try PathWalk(over: index.uploads, in: transaction)
        var last: (key: [UInt8], id: UploadID?) = ([], nil)
        var count = 0
        var isInside = try walk.seek(atLeast: start)
        while isInside, walk.path.starts(with: scope) {
            guard count < limit else {
                page.continueAfterKey = last.key
                page.continueAfterID = last.id
                return page
            }
            count += 1
            let item = try Self.item(walk.path, base: base)
            if let end = endOfCommonPrefix(in: item.key) {
                let shared = Array(item.key[..<end])
                last = (shared, nil)
                page.commonPrefixes.append(shared)
                isInside = try walk.seek(atLeast: Listing.successor(of: base + shared))
            } else {
                last = (item.key, item.id)
                page.items.append(item)
                isInside = try walk.next()
            }
        }
        return page
    }

    /// The first entry that may be in the page.
    private var start: [UInt8] {
        guard !query.afterKey.isEmpty else { return scope }
        // Behind the identity, or behind all identities of the key.
        let after =
            query.afterID.map { base + query.afterKey + [0] + $0.encoded + [0] }
            ?? base + query.afterKey + [1]
        guard scope.lexicographicallyPrecedes(after) else { return scope }
        if query.afterID == nil, query.afterKey.starts(with: query.prefix),
            let end = endOfCommonPrefix(in: query.afterKey)
        {
            return Listing.successor(of: base + query.afterKey[..<end])
        }
        return after
    }

    private func endOfCommonPrefix(in key: [UInt8]) -> Int? {
        let (prefix, delimiter) = (query.prefix.count, query.delimiter)
        guard !delimiter.isEmpty, key.count >= prefix + delimiter.count else { return nil }
        for start in prefix...(key.count - delimiter.count)
        where key[start...].starts(with: delimiter) {
            return start + delimiter.count
        }
        return nil
    }

    /// The upload of an entry `bucket/key`, NUL, identity.
    static func item(_ entry: [UInt8], base: [UInt8]) throws -> UploadItem {
        let end = entry.count - UploadID.bytes - 1
        guard end >= base.count, entry[end] == 0, let id = UploadID(entry[(end + 1)...]) else {
            throw ObjectStoreError.corruptedRecord
        }
        return UploadItem(key: Array(entry[base.count..<end]), id: id)
    }
}
