import Determinism
import LMDB
import Objects
import TestSupport
import Testing

@Suite struct ListingTests {
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `long paths stand in byte order among the others`(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let test = try TestStore(folder: folder.path)
        var generator = SeededGenerator(seed: seed)
        let bucket: [UInt8] = seed.isMultiple(of: 2) ? [98] : .init(repeating: 98, count: 255)
        let base = bucket + [UInt8(ascii: "/")]
        var model: [[UInt8]: [UInt8]] = [:]
        for round in 0..<6 {
            let done = Monitor(0)
            for _ in 0..<60 {
                let path = base + Self.longKey(beyond: base.count, &generator)
                let body: [UInt8] = [UInt8(round), UInt8.random(in: 0...255, using: &generator)]
                let isDeletion = Int.random(in: 0..<3, using: &generator) == 0
                if isDeletion {
                    // Mostly one that is there; the hash table's order does not matter here.
                    let known = model.keys.sorted { $0.lexicographicallyPrecedes($1) }
                    let gone = known.randomElement(using: &generator) ?? path
                    model[gone] = nil
                    test.store.delete(path: gone) { _ in done.update { $0 += 1 } }
                } else {
                    model[path] = body
                    let record = ObjectRecord(
                        size: 2,
                        modifiedMilliseconds: 0,
                        etag: "",
                        headerBlock: []
                    )
                    test.store.commit(path: path, record: record, body: .inline(body)) { _ in
                        done.update { $0 += 1 }
                    }
                }
            }
            done.wait { $0 == 60 ? () : nil }
            let sorted = model.keys.sorted { $0.lexicographicallyPrecedes($1) }
            var listed: [[UInt8]] = []
            var query = ListQuery(bucket: bucket, limit: 7)
            while true {
                let page = try test.store.list(query)
                listed += page.items.map { base + $0.key }
                guard let next = page.continueAfter else { break }
                query.after = next
            }
            #expect(listed == sorted)
            for (path, body) in model { #expect(try test.object(path)?.body == body) }
            for _ in 0..<20 {
                let other = base + Self.longKey(beyond: base.count, &generator)
                #expect(try test.object(other)?.body == model[other])
                // From anywhere, also from within a branch that is not there.
                query.after = Array(other[base.count...])
                let following = sorted.filter { other.lexicographicallyPrecedes($0) }
                let page = try test.store.list(query)
                #expect(page.items.map { base + $0.key } == Array(following.prefix(7)))
            }
        }
        for path in model.keys { #expect(try test.delete(path)) }
        for name in ["object", "object-remainder"] {
            let table = test.environment.table(name)
            #expect(try test.environment.read { try $0.count(of: table) } == 0)
        }
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `a list is what filtering and grouping all keys gives`(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let test = try TestStore(folder: folder.path)
        var generator = SeededGenerator(seed: seed)
        var keys: Set<[UInt8]> = []
        while keys.count < 120 { keys.insert(Self.key(1...7, &generator)) }
        let sorted = keys.sorted { $0.lexicographicallyPrecedes($1) }
        // Buckets right before and after in byte order, as "-" < "/" < "0".
        for path in ["a/z", "b-/a", "b0/a", "c/a"] { try test.commitInline(path) }
        let done = Monitor(0)
        for key in sorted {
            let record = ObjectRecord(
                size: UInt64(key.count),
                modifiedMilliseconds: Int64(key.count),
                etag: "e\(key.count)",
                headerBlock: []
            )
            test.store.commit(path: [98, 47] + key, record: record, body: .inline(key)) { _ in
                done.update { $0 += 1 }
            }
        }
        done.wait { $0 == sorted.count ? () : nil }
        for _ in 0..<200 {
            let delimiters: [[UInt8]] = [[], [47], [47], [45], [47, 97]]
            let query = ListQuery(
                bucket: [98],
                prefix: Self.key(0...3, &generator),
                delimiter: delimiters.randomElement(using: &generator) ?? [],
                after: Bool.random(using: &generator) ? [] : Self.key(1...6, &generator),
                limit: Int.random(in: 0...12, using: &generator)
            )
            let page = try test.store.list(query)
            let expected = Self.dumbPage(of: sorted, query)
            #expect(page == expected, "\(query)")
            // Going on from the position given meets every entry once.
            if let next = page.continueAfter {
                var following = query
                following.after = next
                let second = try test.store.list(following)
                #expect(second == Self.dumbPage(of: sorted, following), "\(following)")
                #expect(Set(second.commonPrefixes).isDisjoint(with: page.commonPrefixes))
            }
        }
    }

    @Test func `a common prefix is sought past, not walked through`() throws {
        let folder = try TemporaryFolder()
        let test = try TestStore(folder: folder.path)
        for path in ["b/a/1", "b/a/9", "b/z"] { try test.commitInline(path) }
        // A branch without its number: whoever walks over it fails.
        let broken = Array("b/a/5".utf8) + [UInt8](repeating: 1, count: 476)
        let table = test.environment.table("object")
        try test.environment.writeAndWait { try $0.put(table, key: broken, value: []) }
        #expect(throws: ObjectStoreError.corruptedRecord) {
            try test.store.list(ListQuery(bucket: [98]))
        }
        let page = try test.store.list(ListQuery(bucket: [98], delimiter: [47]))
        #expect(page.commonPrefixes == [Array("a/".utf8)])
        #expect(page.items.map(\.key) == [Array("z".utf8)])
    }

    @Test func `a bucket is empty when it has no object of its own`() throws {
        let folder = try TemporaryFolder()
        let test = try TestStore(folder: folder.path)
        let bucket = Array("b".utf8)
        for path in ["a/k", "b-/k", "b0/k"] { try test.commitInline(path) }
        #expect(try test.store.bucketIsEmpty(bucket))
        let path = "b/" + String(repeating: "k", count: 1_024)
        try test.commitInline(path)
        #expect(try !test.store.bucketIsEmpty(bucket))
        _ = try test.delete(Array(path.utf8))
        #expect(try test.store.bucketIsEmpty(bucket))
    }

    /// Keys whose paths end near the lengths where paths are cut, with few different bytes there.
    private static func longKey(
        beyond baseCount: Int,
        _ generator: inout SeededGenerator
    ) -> [UInt8] {
        let ends = [480, 480, 480, 960, 960, 20]
        let end = ends.randomElement(using: &generator) ?? 480
        let filler: UInt8 = Bool.random(using: &generator) ? 97 : 98
        var key = [UInt8](repeating: filler, count: max(end - baseCount - 2, 1))
        if Int.random(in: 0..<4, using: &generator) == 0 {
            let place = Int.random(in: 0..<key.count, using: &generator)
            key[place] = [0, 1, 255].randomElement(using: &generator) ?? 0
        }
        for _ in 0..<Int.random(in: 0...5, using: &generator) {
            key.append([0, 1, 2, 97, 255].randomElement(using: &generator) ?? 0)
        }
        return key
    }

    private static func key(
        _ counts: ClosedRange<Int>,
        _ generator: inout SeededGenerator
    ) -> [UInt8] {
        let count = Int.random(in: counts, using: &generator)
        return (0..<count).map { _ in
            [47, 47, 45, 97, 98, 255].randomElement(using: &generator) ?? 47
        }
    }

    private static func dumbPage(of sorted: [[UInt8]], _ query: ListQuery) -> ListPage {
        var page = ListPage()
        var entries: [(name: [UInt8], isPrefix: Bool)] = []
        for key in sorted where key.starts(with: query.prefix) {
            let rest = Array(key.dropFirst(query.prefix.count))
            let places = rest.indices.filter { index in
                !query.delimiter.isEmpty && rest[index...].starts(with: query.delimiter)
            }
            let name = places.first.map { query.prefix + rest[..<$0] + query.delimiter }
            guard name == nil || entries.last?.name != name else { continue }
            entries.append((name ?? key, name != nil))
        }
        entries.removeAll { !query.after.lexicographicallyPrecedes($0.name) }
        for entry in entries.prefix(query.limit) {
            if entry.isPrefix {
                page.commonPrefixes.append(entry.name)
            } else {
                page.items.append(
                    ListItem(
                        key: entry.name,
                        size: UInt64(entry.name.count),
                        etag: "e\(entry.name.count)",
                        modifiedMilliseconds: Int64(entry.name.count)
                    )
                )
            }
        }
        if query.limit > 0, entries.count > query.limit {
            page.continueAfter = entries[query.limit - 1].name
        }
        return page
    }
}
