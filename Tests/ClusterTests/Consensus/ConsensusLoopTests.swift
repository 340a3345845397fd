import Catalog
import Cluster
import Determinism
import LMDB
import PeerProtocol
import Raft
import TestSupport
import Testing

/// A cluster of one: a node alone must do what it always did.
@Suite struct ConsensusLoopTests {
    private let identity = NodeIdentity(cluster: StorageFixture.cluster, node: NodeID(1))

    private func open(_ folder: TemporaryFolder) throws -> Environment {
        try StorageFixture.open(folder.path + "/data")
    }

    private func log(
        _ environment: Environment,
        limits: Limits = Limits(),
        electionTimeout: Duration = .seconds(20)
    ) throws -> ConsensusLoop {
        let storage = try RaftStorage(environment: environment, limits: limits)
        try storage.found(identity, voters: [identity.node])
        let settings = ConsensusSettings(
            node: identity.node,
            electionTimeout: electionTimeout,
            heartbeatInterval: electionTimeout / 8,
            limits: limits,
            folder: "/tmp",
            name: { _ in "one" },
            clock: { 77_000 }
        )
        return try ConsensusLoop(settings: settings, storage: storage)
    }

    private func put(_ key: String, _ origin: String = "http://o.example") throws -> Command.Change
    {
        let mapping = Mapping(origin: try OriginURL(origin))
        return .write([MappingOperation(try MappingKey(key), .put(mapping))])
    }

    @Test func `the first start makes the node the view, the second keeps it`() throws {
        let folder = try TemporaryFolder()
        for start in 1...2 {
            let environment = try open(folder)
            defer { environment.close() }
            let loop = try log(environment)
            defer { loop.close() }
            let status = try loop.status()
            #expect(status.view == ClusterView(number: 1, members: ["one"]))
            #expect(status.applied == UInt64(start * 2))
            #expect(status.role == .leader)
            #expect(status.leader == "one")
            #expect(status.voters == ["one"])
        }
    }

    @Test func `a read barrier of a node alone waits for nobody`() async throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        let loop = try log(environment)
        try await loop.readBarrier()
        loop.close()
        await #expect(throws: ControlPlaneError.closed) { try await loop.readBarrier() }
        environment.close()
    }

    @Test func `compaction keeps a tail of the log and all of the catalogue`() async throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        var limits = Limits()
        limits.tailEntries = 10
        let loop = try log(environment, limits: limits)
        for number in 0..<50 { _ = try await loop.propose(try put("k\(number)"), session: nil) }
        loop.close()
        let entries = environment.table("raft.log")
        #expect((10...16).contains(try environment.read { try $0.count(of: entries) }))
        let again = try log(environment, limits: limits)
        #expect(try again.mappings(prefix: [], after: nil, limit: 99).entries.count == 50)
        again.close()
        environment.close()
    }

    @Test func `what was answered is there after the next start, results included`() async throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        let result = try await log(environment).propose(try put("b/p"), session: "K")
        #expect(result == .applied(revision: 3, changes: 1))
        environment.close()
        let again = try open(folder)
        defer { again.close() }
        let second = try log(again)
        let entry = try #require(try second.mapping(try MappingKey("b/p")))
        #expect(entry.revision == 3)
        #expect(try second.buckets(after: nil, limit: 9).map(\.createdMilliseconds) == [77_000])
        #expect(try await second.propose(try put("b/p"), session: "K") == result)
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
        #expect(revisions.sorted() == Array(3...302))
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
            for start in [UInt64(2), 11, 22] {
                group.addTask {
                    var revisions: [UInt64] = []
                    for try await page in log.watch(after: start) {
                        guard case .changes(let changes, _) = page else { break }
                        revisions += changes.map(\.revision)
                        if revisions.last == UInt64(22 + total) { break }
                    }
                    #expect(revisions == Array((start + 1)...UInt64(22 + total)))
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
            for try await _ in log.watch(after: 2) { count += 1 }
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
        #expect(try log.status().applied == 2)
        environment.close()
    }

    @Test func `a disk that hangs is no endless wait, and the loop goes on when it answers`()
        async throws
    {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        let loop = try log(environment, electionTimeout: .milliseconds(200))
        let disk = HeldDisk(environment)
        let change = try put("a")
        await #expect(throws: ControlPlaneError.noQuorum) {
            try await loop.propose(change, session: "S")
        }
        disk.release()
        _ = try await LoopCluster.propose(change, session: "S", to: loop)
        #expect(try loop.mapping(try MappingKey("a")) != nil)
        loop.close()
        environment.close()
    }

    @Test func `a node alone leads and takes writes at once, whatever its timing`() async throws {
        let folder = try TemporaryFolder()
        let environment = try open(folder)
        let before = ContinuousClock.now
        let loop = try log(environment, electionTimeout: .seconds(1_000))
        _ = try await loop.propose(try put("a"), session: nil)
        // A heartbeat is 125 seconds.
        #expect(ContinuousClock.now - before < .seconds(60))
        loop.close()
        environment.close()
    }
}
