import Catalog
import Cluster
import Determinism
import LMDB
import TestSupport
import Testing

@Suite struct LogOfOneTests {
    private func open(_ folder: TemporaryFolder) throws -> Environment {
        try Environment(path: folder.path + "/data", tables: LogOfOne.tableNames)
    }

    private func log(_ environment: Environment, limits: LogLimits = LogLimits()) throws -> LogOfOne
    {
        try LogOfOne(environment: environment, member: "one", limits: limits) { 77_000 }
    }

    private func put(_ key: String, _ origin: String = "http://o.example") throws -> Command.Change
    {
        let mapping = Mapping(origin: try OriginURL(origin))
        return .write([MappingOperation(try MappingKey(key), .put(mapping))])
    }

    @Test func `the first start makes the node the view, the second changes nothing`() throws {
        let folder = try TemporaryFolder()
        for _ in 1...2 {
            let environment = try open(folder)
            defer { environment.close() }
            let status = try log(environment).status()
            #expect(status.view == ClusterView(number: 1, members: ["one"]))
            #expect(status.applied == 1)
            #expect(status.role == .leader)
            #expect(status.leader == "one")
        }
    }

    @Test func `what was answered is there after the next start, results included`() async throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        let result = try await log(environment).propose(try put("b/p"), session: "K")
        #expect(result == .applied(revision: 2, changes: 1))
        environment.close()
        let again = try open(folder)
        defer { again.close() }
        let second = try log(again)
        let entry = try #require(try second.mapping(try MappingKey("b/p")))
        #expect(entry.revision == 2)
        #expect(try second.buckets(after: nil, limit: 9).map(\.createdMilliseconds) == [77_000])
        #expect(try await second.propose(try put("b/p"), session: "K") == result)
    }

    @Test func `an entry that was logged but not applied is applied at the start`() async throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        _ = try await log(environment).propose(try put("a"), session: nil)
        let entries = environment.table("log.entries")
        let missed = Command(try put("late"), proposedMilliseconds: 5).encoded
        try environment.writeAndWait { transaction in
            try transaction.put(entries, key: [0, 0, 0, 0, 0, 0, 0, 3], value: missed)
        }
        let recovered = try log(environment)
        #expect(try recovered.mapping(try MappingKey("late"))?.revision == 3)
        #expect(try recovered.status().applied == 3)
        environment.close()
    }

    @Test func `concurrent proposals each take effect once at a revision of their own`()
        async throws
    {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        let log = try log(environment)
        let revisions = try await withThrowingTaskGroup { group in
            for number in 0..<300 {
                let change = try put("k\(number)")
                group.addTask { try await log.propose(change, session: nil) }
            }
            var revisions: [UInt64] = []
            for try await case .applied(let revision, _) in group { revisions.append(revision) }
            return revisions
        }
        #expect(revisions.sorted() == Array(2...301))
        var count = 0
        var after: [UInt8]?
        repeat {
            let page = try log.mappings(prefix: [], after: after, limit: 97)
            count += page.entries.count
            after = page.next?.bytes
        } while after != nil
        #expect(count == 300)
        environment.close()
    }

    @Test func `a watch from any moment sees every change once while others write`() async throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        let log = try log(environment)
        for number in 0..<20 { _ = try await log.propose(try put("early/\(number)"), session: nil) }
        let total = 200
        let seen = try await withThrowingTaskGroup(of: [UInt64].self) { group in
            for start in [UInt64(1), 10, 21] {
                group.addTask {
                    var revisions: [UInt64] = []
                    for try await page in log.watch(after: start) {
                        guard case .changes(let changes, _) = page else { break }
                        revisions += changes.map(\.revision)
                        if revisions.last == UInt64(21 + total) { break }
                    }
                    #expect(revisions == Array((start + 1)...UInt64(21 + total)))
                    return []
                }
            }
            for writer in 0..<4 {
                let changes = try (0..<total / 4).map { try put("w\(writer)/\($0)") }
                group.addTask {
                    var revisions: [UInt64] = []
                    for change in changes {
                        if case .applied(let revision, _) =
                            try await log.propose(change, session: nil)
                        {
                            revisions.append(revision)
                        }
                    }
                    return revisions
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(seen.count == total)
        environment.close()
    }

    @Test func `a watch of a prefix skips what is not of it and does not stall`() async throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        let log = try log(environment)
        let watch = Task {
            var keys: [String] = []
            for try await page in log.watch(after: 0, prefix: Array("b".utf8)) {
                guard case .changes(let changes, _) = page else { break }
                keys += changes.map { $0.key.text + ($0.mapping == nil ? " gone" : "") }
                if keys.count == 3 { break }
            }
            return keys
        }
        for key in ["a", "b/1", "a/2", "b", "c"] {
            _ = try await log.propose(try put(key), session: nil)
        }
        let delete = MappingOperation(try MappingKey("b"), .delete)
        _ = try await log.propose(.write([delete]), session: nil)
        #expect(try await watch.value == ["b/1", "b", "b gone"])
        environment.close()
    }

    @Test func `a watch ends when it is cancelled and when the log closes`() async throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        let log = try log(environment)
        let watch = { @Sendable in
            var count = 0
            for try await _ in log.watch(after: 1) { count += 1 }
            return count
        }
        let cancelled = Task { try await watch() }
        cancelled.cancel()
        #expect(try await cancelled.value == 0)
        let closed = Task { try await watch() }
        log.close()
        #expect(try await closed.value == 0)
        let change = try put("a")
        await #expect(throws: ControlPlaneError.closed) {
            try await log.propose(change, session: nil)
        }
        environment.close()
    }

    @Test func `only the tail of the applied log is kept`() async throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        var limits = LogLimits()
        limits.tailEntries = 10
        let log = try log(environment, limits: limits)
        for number in 0..<50 { _ = try await log.propose(try put("k\(number)"), session: nil) }
        let entries = environment.table("log.entries")
        let indices = try environment.read { transaction in
            var indices: [UInt8] = []
            var cursor = try transaction.cursor(on: entries)
            while let entry = try cursor.next() { indices.append(entry.key[7]) }
            return indices
        }
        #expect(indices == Array(42...51))
        environment.close()
    }

    @Test func `large entries are dropped before the tail is full`() async throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        var limits = LogLimits()
        limits.tailBytes = 500
        let log = try log(environment, limits: limits)
        for number in 0..<50 { _ = try await log.propose(try put("k\(number)"), session: nil) }
        let entries = environment.table("log.entries")
        let kept = try environment.read { transaction in
            var bytes = 0
            var cursor = try transaction.cursor(on: entries)
            while let entry = try cursor.next() { bytes += entry.value.count }
            return bytes
        }
        #expect(kept <= 500)
        #expect(kept > 400)
        environment.close()
    }

    @Test func `a match follows every change at once, and equals the same in memory`() async throws
    {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        let log = try log(environment)
        let memory = MemoryTables()
        var random = SeededGenerator(seed: 4)
        let letters: [Character] = ["a", "b", "/", "-"]
        func word(_ length: Int) -> String {
            String((0..<length).map { _ in letters[Int(random.next() % 4)] })
        }
        for round in 0..<60 {
            let text = word(1 + Int(random.next() % 6))
            guard let key = try? MappingKey(text) else { continue }
            _ = try await log.propose(try put(text, "http://o\(round)"), session: nil)
            let stored = try #require(try log.mapping(key))
            memory.put(.mappings, key.bytes, Array("http://o\(round)".utf8))
            #expect(stored.mapping.origin.text == "http://o\(round)")
            for _ in 0..<20 {
                let path = Array(word(1 + Int(random.next() % 9)).utf8)
                let expected = try path.withUnsafeBytes { path in
                    try MappingMatch.longest(path, memory) { String(decoding: $1, as: UTF8.self) }
                }
                #expect(try log.longestMatch(path)?.mapping.origin.text == expected)
            }
        }
        let long = Array(("a/" + String(repeating: "b", count: 2_000)).utf8)
        #expect(throws: Never.self) { try log.longestMatch(long) }
        environment.close()
    }

    @Test func `a command longer than an entry may be is refused before it is logged`() async throws
    {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        let log = try log(environment)
        var mapping = Mapping(origin: try OriginURL("http://o"))
        mapping.headers = [MappingHeader("h", String(repeating: "x", count: 8_191))]
        let lines = try (0..<1_000).map {
            MappingOperation(try MappingKey("k\($0)"), .put(mapping))
        }
        #expect(throws: Never.self) { try mapping.validate() }
        let batch = Array(repeating: lines, count: 2).flatMap { $0 }
        await #expect(throws: ControlPlaneError.self) {
            try await log.propose(.write(batch), session: nil)
        }
        #expect(try log.status().applied == 1)
        environment.close()
    }
}
