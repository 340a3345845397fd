import Catalog
import Cluster
import Glibc
import LMDB
import PeerProtocol
import Raft
import TestSupport
import Testing

@Suite struct RaftStorageTests {
    private func expectEqual(_ storage: RaftStorage, _ model: StorageModel) throws {
        let (status, hardState) = try StorageFixture.status(storage)
        #expect(hardState == model.hardState)
        #expect(status.base == model.base)
        #expect(status.last == model.last)
        #expect(status.applied == model.applied)
        #expect(status.configuration == model.configuration(at: model.last.index))
        let load = EntryLoad(
            peer: NodeID(2),
            start: model.base.index + 1,
            maximumBytes: .max,
            maximumCount: .max
        )
        #expect(try storage.load(load).entries == model.entries)
        #expect(try StorageFixture.contents(storage) == model.tables.contents())
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `random writes hold what a model holds, opened again after each`(seed: UInt64) throws {
        let fixture = try StorageFixture()
        var model = StorageModel(seed: seed, founder: NodeID(1))
        for _ in 0..<60 {
            let (write, results) = try model.next()
            #expect(try fixture.save(write).map(\.result) == results)
            try fixture.reopen()
            try expectEqual(fixture.storage, model)
        }
        #expect(model.applied > 20)
        fixture.environment.close()
    }

    @Test func `a copy taken between two writes holds the first and nothing of the second`() throws
    {
        let fixture = try StorageFixture()
        var model = StorageModel(seed: 9, founder: NodeID(1))
        for step in 0..<30 {
            let before = model.tables.copy()
            let crash = try TemporaryFolder()
            let file = open(crash.path + "/data", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            defer { close(file) }
            try fixture.environment.copy(to: file)
            let (write, _) = try model.next()
            _ = try fixture.save(write)
            guard step % 3 == 0 else { continue }
            let environment = try StorageFixture.open(crash.path + "/data")
            defer { environment.close() }
            let copy = try RaftStorage(environment: environment)
            #expect(try StorageFixture.contents(copy) == before.contents())
            _ = try copy.restore()
        }
        fixture.environment.close()
    }

    @Test func `a log with the longest command of a node is read by whoever opens it`() throws {
        let fixture = try StorageFixture()
        var model = StorageModel(seed: 4, founder: NodeID(1))
        for _ in 0..<20 { _ = try fixture.save(try model.next().0) }
        let command = [UInt8](repeating: 7, count: CatalogLimits.commandBytes)
        let entry = Entry(index: model.last.index + 1, term: 900, payload: .command(command))
        var write = RaftWrite()
        write.hardState = HardState(term: 900, vote: nil)
        write.entries = [entry]
        _ = try fixture.save(write)
        try fixture.reopen()
        _ = try fixture.storage.restore()
        let load = EntryLoad(
            peer: NodeID(2),
            start: entry.index,
            maximumBytes: .max,
            maximumCount: 1
        )
        #expect(try fixture.storage.load(load).entries == [entry])
        fixture.environment.close()
    }

    @Test func `a write that fails leaves nothing of it`() throws {
        let fixture = try StorageFixture()
        var model = StorageModel(seed: 4, founder: NodeID(1))
        for _ in 0..<20 { _ = try fixture.save(try model.next().0) }
        var bad = RaftWrite()
        bad.hardState = HardState(term: 900, vote: nil)
        bad.entries = [Entry(index: model.last.index + 1, term: 900, payload: .empty)]
        // An entry that is not the next one to be applied.
        bad.committed = [Entry(index: model.applied + 2, term: 900, payload: .empty)]
        #expect(throws: CatalogError.self) { try fixture.save(bad) }
        try expectEqual(fixture.storage, model)
        fixture.environment.close()
    }

    @Test func `a disk of another node is refused`() throws {
        let fixture = try StorageFixture()
        let other = NodeIdentity(cluster: StorageFixture.cluster, node: NodeID(7))
        #expect(throws: RaftStorageError.otherIdentity(fixture.identity)) {
            try fixture.storage.join(other)
        }
        try fixture.storage.found(fixture.identity, voters: [NodeID(1)])
        fixture.environment.close()
    }
}
