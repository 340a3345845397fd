import Catalog
import Determinism
import Testing

@Suite struct MachineTests {
    @Test func `a put makes the mapping and its bucket, a delete leaves the bucket`() throws {
        var machine = Machine()
        #expect(try machine.apply([try Examples.put("b/p")]) == .applied(revision: 1, changes: 1))
        let key = try MappingKey("b/p")
        let entry = try #require(try CatalogQuery.mapping(key, machine.tables))
        #expect(entry.revision == 1)
        #expect(entry.mapping == (try Examples.mapping()))
        #expect(
            try machine.apply([try Examples.delete("b/p")]) == .applied(revision: 2, changes: 1)
        )
        #expect(
            try machine.apply([try Examples.delete("b/p")]) == .applied(revision: 3, changes: 0)
        )
        #expect(try CatalogQuery.mapping(key, machine.tables) == nil)
        let buckets = try CatalogQuery.buckets(limit: 10, machine.tables)
        #expect(buckets.map(\.name) == ["b"])
        #expect(buckets.first?.createdMilliseconds == 1_000)
        #expect(buckets.first?.revision == 1)
    }

    @Test func `conditions are judged by the revision in force`() throws {
        var machine = Machine()
        let absent = try Examples.put("a", "http://one", .absent)
        #expect(try machine.apply([absent]) == .applied(revision: 1, changes: 1))
        #expect(try machine.apply([absent]) == .conditionFailed(position: 0, current: 1))
        let second = try Examples.put("a", "http://two", .revision(1))
        #expect(try machine.apply([second]) == .applied(revision: 3, changes: 1))
        #expect(try machine.apply([second]) == .conditionFailed(position: 0, current: 3))
        #expect(
            try machine.apply([try Examples.delete("a", .revision(1))])
                == .conditionFailed(position: 0, current: 3)
        )
        #expect(
            try machine.apply([try Examples.put("new", "http://x", .revision(1))])
                == .conditionFailed(position: 0, current: nil)
        )
        #expect(try machine.keys() == ["a"])
    }

    @Test func `a batch takes effect as a whole or not at all`() throws {
        var machine = Machine()
        _ = try machine.apply([try Examples.put("kept")])
        let refused = try machine.apply([
            try Examples.put("x"), try Examples.delete("kept"),
            try Examples.put("kept", "http://y", .revision(1)),
        ])
        #expect(refused == .conditionFailed(position: 2, current: nil))
        #expect(try machine.keys() == ["kept"])
        #expect(try machine.changes(after: 1) == .changes([], through: 2))
        let done = try machine.apply([
            try Examples.put("x"), try Examples.delete("kept"), try Examples.delete("nothing"),
            try Examples.put("kept", "http://y", .absent),
            try Examples.put("kept", "http://z", .revision(3)),
        ])
        #expect(done == .applied(revision: 3, changes: 4))
        #expect(try machine.keys() == ["kept", "x"])
    }

    @Test func `a retry with the same idempotency key takes effect once`() throws {
        var machine = Machine()
        let first = try machine.apply([try Examples.put("a", "http://one")], session: "K")
        _ = try machine.apply([try Examples.put("a", "http://two")])
        let again = try machine.apply([try Examples.put("a", "http://one")], session: "K")
        #expect(again == first)
        let entry = try CatalogQuery.mapping(try MappingKey("a"), machine.tables)
        #expect(entry?.mapping.origin.text == "http://two")
        let other = try machine.apply([try Examples.put("b", "http://one")], session: "K")
        #expect(other == .sessionReused)
        #expect(try machine.keys() == ["a"])
    }

    @Test func `a refusal is remembered too`() throws {
        var machine = Machine()
        let write = try Examples.put("a", "http://one", .revision(9))
        let first = try machine.apply([write], session: "K")
        #expect(first == .conditionFailed(position: 0, current: nil))
        _ = try machine.apply([try Examples.put("a", "http://two")])
        #expect(try machine.apply([write], session: "K") == first)
    }

    @Test func `results are forgotten oldest first and the tables stay bounded`() throws {
        var machine = Machine()
        machine.limits.sessions = 20
        let write = try Examples.put("a")
        for number in 0..<50 { _ = try machine.apply([write], session: "K\(number)") }
        #expect(try machine.count(.sessions) == 20)
        #expect(try machine.count(.sessionOrder) == 20)
        #expect(try machine.apply([write], session: "K30") == .applied(revision: 31, changes: 1))
        #expect(try machine.apply([write], session: "K49") == .applied(revision: 50, changes: 1))
        #expect(try machine.apply([write], session: "K29") == .applied(revision: 53, changes: 1))
    }

    @Test func `a result is forgotten by its age in entries`() throws {
        var machine = Machine()
        machine.limits.sessionEntries = 10
        let write = try Examples.put("a")
        _ = try machine.apply([write], session: "old")
        for _ in 0..<9 { _ = try machine.apply([write]) }
        #expect(try machine.apply([write], session: "old") == .applied(revision: 1, changes: 1))
        _ = try machine.apply([write], session: "new")
        #expect(try machine.count(.sessions) == 1)
        #expect(try machine.apply([write], session: "old") == .applied(revision: 13, changes: 1))
    }

    @Test func `an entry out of order is refused and an empty one does nothing`() throws {
        var machine = Machine()
        #expect(try machine.apply(bytes: []) == .applied(revision: 1, changes: 0))
        #expect(throws: CatalogError.outOfOrder(index: 1, applied: 1)) {
            try CatalogMachine.apply([], index: 1, tables: machine.tables)
        }
        #expect(throws: CatalogError.outOfOrder(index: 3, applied: 1)) {
            try CatalogMachine.apply([], index: 3, tables: machine.tables)
        }
    }

    @Test func `a view is numbered, sorted and changes only when its members do`() throws {
        var machine = Machine()
        #expect(try CatalogQuery.view(machine.tables) == ClusterView())
        func set(_ members: [String]) throws {
            _ = try machine.apply(Command(.view(members: members), proposedMilliseconds: 0))
        }
        try set(["b", "a", "b"])
        #expect(
            try CatalogQuery.view(machine.tables) == ClusterView(number: 1, members: ["a", "b"])
        )
        try set(["a", "b"])
        #expect(try CatalogQuery.view(machine.tables).number == 1)
        try set([])
        #expect(try CatalogQuery.view(machine.tables).number == 1)
        try set(["c"])
        #expect(try CatalogQuery.view(machine.tables) == ClusterView(number: 2, members: ["c"]))
    }

    @Test func `pages join to the whole listing whatever their size`() throws {
        var machine = Machine()
        let keys = ["a", "a-b", "a.b", "a/b", "a/b/c", "a/c", "b", "ba", "b/x"]
        for key in keys { _ = try machine.apply([try Examples.put(key)]) }
        for prefix in ["", "a", "a/", "a/b", "b", "c", "a/b/cd"] {
            let expected = keys.filter { $0.hasPrefix(prefix) }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            for limit in 1...10 {
                var found: [String] = []
                var after: [UInt8]?
                repeat {
                    let page = try CatalogQuery.mappings(
                        prefix: Array(prefix.utf8),
                        after: after,
                        limit: limit,
                        machine.tables
                    )
                    #expect(page.entries.count <= limit)
                    #expect(page.revision == UInt64(keys.count))
                    found += page.entries.map(\.key.text)
                    after = page.next?.bytes
                } while after != nil
                #expect(found == expected, "prefix \(prefix), limit \(limit)")
            }
        }
    }

    @Test func `a page begins after any text, also one that is no key`() throws {
        var machine = Machine()
        for key in ["a", "b", "c"] { _ = try machine.apply([try Examples.put(key)]) }
        func keys(_ prefix: String, _ after: String) throws -> [String] {
            try CatalogQuery.mappings(
                prefix: Array(prefix.utf8),
                after: Array(after.utf8),
                limit: 9,
                machine.tables
            ).entries.map(\.key.text)
        }
        #expect(try keys("", "aa") == ["b", "c"])
        #expect(try keys("b", "a") == ["b"])
        #expect(try keys("b", "c") == [])
        #expect(try keys("", String(repeating: "b", count: 900)) == ["c"])
        #expect(try keys(String(repeating: "b", count: 900), "") == [])
    }

    @Test func `the feed gives every change once, in order, whatever the size of its pieces`()
        throws
    {
        var machine = Machine()
        _ = try machine.apply([try Examples.put("a"), try Examples.put("b"), try Examples.put("c")])
        _ = try machine.apply([try Examples.delete("none")])
        _ = try machine.apply([try Examples.delete("b")])
        _ = try machine.apply([try Examples.put("a", "http://two"), try Examples.delete("c")])
        for limit in 1...8 {
            var seen: [String] = []
            var revision: UInt64 = 0
            while revision < machine.index {
                guard
                    case .changes(let changes, let through) =
                        try machine.changes(after: revision, limit: limit)
                else {
                    Issue.record("compacted")
                    return
                }
                #expect(through > revision)
                #expect(changes.last?.hasMore != true)
                seen += changes.map {
                    "\($0.revision) \($0.key.text) \($0.mapping?.origin.text ?? "-") \($0.hasMore)"
                }
                revision = through
            }
            #expect(
                seen == [
                    "1 a http://origin.example/base true", "1 b http://origin.example/base true",
                    "1 c http://origin.example/base false", "3 b - false", "4 a http://two true",
                    "4 c - false",
                ]
            )
        }
    }

    @Test func `a feed older than what is kept says so`() throws {
        var machine = Machine()
        machine.limits.changes = 25
        let lines = try (0..<10).map { try Examples.put("k\($0)") }
        for _ in 0..<4 { _ = try machine.apply(lines) }
        #expect(try machine.count(.changes) == 25)
        // Half of the second revision is gone, so none of it is given.
        #expect(try machine.changes(after: 1) == .compacted(through: 2))
        guard case .changes(let changes, _) = try machine.changes(after: 2, limit: 1) else {
            Issue.record("what is kept is not given")
            return
        }
        #expect(changes.map(\.revision) == Array(repeating: 3, count: 10))
    }

    @Test func `changes are bounded by their bytes too`() throws {
        var machine = Machine()
        machine.limits.changeBytes = 1_000
        let write = try Examples.put("key")
        for _ in 0..<100 { _ = try machine.apply([write]) }
        let bytes = try machine.bytes(.changes)
        #expect(bytes <= 1_000)
        #expect(bytes > 900)
    }

    @Test(arguments: 1...10)
    func `the same entries give the same bytes`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var entries: [[UInt8]] = []
        for _ in 0..<100 {
            var operations: [MappingOperation] = []
            for _ in 0...random.next() % 4 {
                let key = "b\(random.next() % 4)" + (random.next() % 2 == 0 ? "" : "/p")
                operations.append(
                    random.next() % 3 == 0
                        ? try Examples.delete(key)
                        : try Examples.put(key, "http://o\(random.next() % 9)", .none)
                )
            }
            let session = random.next() % 2 == 0 ? "s\(random.next() % 20)" : nil
            entries.append(
                Command(.write(operations), session: session, proposedMilliseconds: 1).encoded
            )
        }
        var left = Machine()
        var right = Machine()
        for entry in entries {
            #expect(try left.apply(bytes: entry) == (try right.apply(bytes: entry)))
        }
        #expect(left.tables.contents() == right.tables.contents())
        #expect(left.tables.copy().contents() == left.tables.contents())
    }
}
