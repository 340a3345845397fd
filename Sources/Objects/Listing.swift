internal import LMDB

/// Lists a bucket: walks keys, and seeks past each common prefix instead of walking through it.
struct Listing {
    private let query: ListQuery
    private let limit: Int
    /// Bucket and slash, which every path of the bucket begins with.
    private let base: [UInt8]
    /// Bucket, slash and prefix, which every path of the list begins with.
    private let scope: [UInt8]

    init(_ query: ListQuery) {
        self.query = query
        limit = min(max(query.limit, 0), ListQuery.limitMaximum)
        base = query.bucket + [UInt8(ascii: "/")]
        scope = base + query.prefix
    }

    func page(of index: PathIndex, in transaction: borrowing ReadTransaction) throws -> ListPage {
        var page = ListPage()
        guard limit > 0 else { return page }
        var walk = try PathWalk(over: index, in: transaction)
        var last: [UInt8] = []
        var count = 0
        var isInside = try walk.seek(atLeast: start)
        while isInside, walk.path.starts(with: scope) {
            guard count < limit else {
                page.continueAfter = last
                return page
            }
            count += 1
            if let end = endOfCommonPrefix(in: walk.path) {
                let shared = Array(walk.path[..<end])
                last = Array(shared[base.count...])
                page.commonPrefixes.append(last)
                isInside = try walk.seek(atLeast: Self.successor(of: shared))
            } else {
                last = Array(walk.path[base.count...])
                page.items.append(try item(key: last, value: walk.value))
                isInside = try walk.next()
            }
        }
        return page
    }

    /// The first path that may be in the page.
    ///
    /// A common prefix is listed if it comes after `after` itself. One that `after` lies in comes
    /// before it, so the list goes on behind the whole of it.
    private var start: [UInt8] {
        guard !query.after.isEmpty else { return scope }
        let after = base + query.after
        guard scope.lexicographicallyPrecedes(after) else {
            return scope == after ? scope + [0] : scope
        }
        if after.starts(with: scope), let end = endOfCommonPrefix(in: after) {
            return Self.successor(of: Array(after[..<end]))
        }
        return after + [0]
    }

    /// Where the common prefix ends that a path of the scope belongs to, or nil.
    private func endOfCommonPrefix(in path: [UInt8]) -> Int? {
        let delimiter = query.delimiter
        guard !delimiter.isEmpty, path.count >= scope.count + delimiter.count else { return nil }
        for start in scope.count...(path.count - delimiter.count)
        where path[start...].starts(with: delimiter) {
            return start + delimiter.count
        }
        return nil
    }

    private func item(key: [UInt8], value: UnsafeRawBufferPointer) throws -> ListItem {
        guard let view = RecordLayout.read(value) else { throw ObjectStoreError.corruptedRecord }
        return ListItem(
            key: key,
            size: view.size,
            etag: view.etagText,
            modifiedMilliseconds: view.modifiedMilliseconds
        )
    }

    /// The first byte string after all that begin with `prefix`.
    static func successor(of prefix: [UInt8]) -> [UInt8] {
        var successor = prefix
        while let last = successor.popLast() {
            guard last < 0xFF else { continue }
            successor.append(last + 1)
            return successor
        }
        preconditionFailure("a path begins with a bucket, which is not made of 0xFF")
    }
}
