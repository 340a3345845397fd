import Catalog
import Cluster
import Glibc
import LMDB
import PeerProtocol
import Raft
import TestSupport
import Testing

@Suite struct SnapshotTransferTests {
    private func filled(_ steps: Int) throws -> (StorageFixture, StorageModel) {
        let fixture = try StorageFixture()
        var model = StorageModel(seed: 11, founder: NodeID(1))
        for _ in 0..<steps { _ = try fixture.save(try model.next().0) }
        return (fixture, model)
    }

    /// Hands one part over as a core does, with the install after the last.
    private func receive(_ part: SnapshotPart, _ target: StorageFixture) throws {
        var write = RaftWrite()
        write.snapshotWrites = [
            SnapshotWrite(identity: part.identity, offset: part.offset, bytes: part.bytes)
        ]
        if part.isLast { write.install = part.identity }
        _ = try target.save(write)
    }

    private func part(
        _ shelf: SnapshotShelf,
        _ identity: SnapshotIdentity?,
        _ offset: UInt64,
        maximumBytes: Int = 1
    ) throws -> SnapshotPart {
        let request = SnapshotRead(
            peer: NodeID(2),
            identity: identity,
            offset: offset,
            maximumBytes: maximumBytes
        )
        let part = try shelf.read(request)
        return try #require(part)
    }

    /// Grows the catalogue so that a snapshot has several blocks.
    private func grow(_ fixture: StorageFixture, _ model: inout StorageModel) throws {
        let origin = try OriginURL("http://o.example/" + String(repeating: "x", count: 900))
        let operations = try (0..<400).map {
            MappingOperation(try MappingKey("big/\($0)"), .put(Mapping(origin: origin)))
        }
        let command = Command(.write(operations), proposedMilliseconds: 1).encoded
        var write = RaftWrite()
        let start = model.applied + 1
        write.entries = [Entry(index: start, term: model.last.term, payload: .command(command))]
        write.committed = write.entries
        _ = try fixture.save(write)
        try CatalogMachine.apply(command, index: start, tables: model.tables)
        model.applied = start
    }

    @Test func `a copy ends when the map has to grow, and is begun again after`() throws {
        let fixture = try StorageFixture(mapBytes: 4 << 20)
        var model = StorageModel(seed: 11, founder: NodeID(1))
        try grow(fixture, &model)
        let shelf = SnapshotShelf(storage: fixture.storage, folder: fixture.folder.path)
        let before = try fixture.environment.statistics().mapBytes
        let term = model.last.term
        let start = model.applied + 1
        let written = Monitor(false)
        try fixture.environment.readLong { _, long in
            // More than the map takes: the storage thread waits for this read, and copies that are
            // begun meanwhile are asked to end.
            var write = RaftWrite()
            write.entries = (0..<8).map { place in
                Entry(
                    index: start + place,
                    term: term,
                    payload: .command([UInt8](repeating: 1, count: 1 << 20))
                )
            }
            fixture.storage.save(write) { _ in written.update { $0 = true } }
            let deadline = Deadline()
            while !long.mustEnd, !deadline.isPast { sched_yield() }
            #expect(throws: ReadInterrupted.self) { try part(shelf, nil, 0) }
        }
        written.wait { $0 ? () : nil }
        #expect(try fixture.environment.statistics().mapBytes > before)
        #expect(try !part(shelf, nil, 0).bytes.isEmpty)
        fixture.environment.close()
    }

    @Test func `a snapshot goes over in parts, with a restart at each, while the sender writes`()
        throws
    {
        var (sender, model) = try filled(40)
        try grow(sender, &model)
        let expected = try StorageFixture.contents(sender.storage)
        let receiver = try StorageFixture(node: NodeID(2), voters: nil)
        let shelf = SnapshotShelf(storage: sender.storage, folder: sender.folder.path)
        var next = try part(shelf, nil, 0)
        var parts = 1
        while true {
            try receive(next, receiver)
            try receiver.reopen()
            if next.isLast { break }
            let incoming = try #require(try receiver.storage.restore().incoming)
            #expect(incoming.identity == next.identity)
            var write = RaftWrite()
            let index = model.applied + UInt64(parts)
            write.entries = [Entry(index: index, term: model.last.term, payload: .empty)]
            write.committed = write.entries
            _ = try sender.save(write)
            next = try part(shelf, incoming.identity, incoming.nextOffset)
            parts += 1
        }
        #expect(parts > 3)
        #expect(try StorageFixture.contents(receiver.storage) == expected)
        let (status, _) = try StorageFixture.status(receiver.storage)
        #expect(status.base == next.identity.position)
        #expect(status.last == next.identity.position)
        #expect(status.applied == model.applied)
        #expect(status.configuration == next.identity.configuration)
        sender.environment.close()
        receiver.environment.close()
    }

    @Test func `a second snapshot replaces the first, and leaves nothing of it`() throws {
        let (first, _) = try filled(40)
        let (second, _) = try filled(8)
        let receiver = try StorageFixture(node: NodeID(2), voters: nil)
        for sender in [first, second, first] {
            let shelf = SnapshotShelf(storage: sender.storage, folder: sender.folder.path)
            try receive(try part(shelf, nil, 0, maximumBytes: 1 << 20), receiver)
            #expect(
                try StorageFixture.contents(receiver.storage)
                    == StorageFixture.contents(sender.storage)
            )
            sender.environment.close()
            if sender === first { try first.reopen() }
        }
        first.environment.close()
        receiver.environment.close()
    }

    @Test func `a damaged part is refused and nothing of it stays`() throws {
        let (sender, _) = try filled(20)
        let receiver = try StorageFixture(node: NodeID(2), voters: nil)
        let shelf = SnapshotShelf(storage: sender.storage, folder: sender.folder.path)
        let good = try part(shelf, nil, 0, maximumBytes: 1 << 20)
        for position in stride(from: 0, to: good.bytes.count, by: 7) {
            var bad = good
            bad.bytes[position] ^= 0x10
            #expect(throws: DamagedSnapshot()) { try receive(bad, receiver) }
        }
        #expect(try StorageFixture.contents(receiver.storage).isEmpty)
        #expect(try receiver.storage.restore().incoming == nil)
        try receive(good, receiver)
        sender.environment.close()
        receiver.environment.close()
    }

    @Test func `reads beside installs never see a half of one`() async throws {
        let (first, _) = try filled(40)
        let (second, _) = try filled(8)
        let states = try [first, second].map { try StorageFixture.contents($0.storage) }
        let receiver = try StorageFixture(node: NodeID(2), voters: nil)
        let storage = receiver.storage
        let isDone = Monitor(false)
        let reader = Task.detached {
            while !isDone.withLock({ $0 }) {
                let seen = try StorageFixture.contents(storage)
                #expect(seen.isEmpty || states.contains(seen))
            }
        }
        for round in 0..<30 {
            let sender = round % 2 == 0 ? first : second
            let shelf = SnapshotShelf(storage: sender.storage, folder: sender.folder.path)
            try receive(try part(shelf, nil, 0, maximumBytes: 1 << 20), receiver)
            _ = try receiver.save(RaftWrite())
        }
        isDone.update { $0 = true }
        try await reader.value
        for fixture in [first, second, receiver] { fixture.environment.close() }
    }
}
