import Catalog
import Cluster
import Determinism
import Raft

/// What a consensus storage must hold, in memory, and a source of writes that a core could ask for.
struct StorageModel {
    var hardState = HardState(term: 0, vote: nil)
    var base = LogPosition.start
    var entries: [Entry] = []
    var applied: LogIndex = 0
    var configurations: [LogIndex: Configuration]
    let tables: MemoryTables
    var random: SeededGenerator

    init(seed: UInt64, founder: NodeID) {
        random = SeededGenerator(seed: seed)
        configurations = [0: Configuration(voters: [founder])]
        tables = MemoryTables()
    }

    var last: LogPosition { entries.last?.position ?? base }

    func configuration(at index: LogIndex) -> Configuration {
        configurations.filter { $0.key <= index }.max { $0.key < $1.key }?.value ?? .empty
    }

    /// A random write, already taken into the model, with the results that it must give.
    mutating func next() throws -> (RaftWrite, [CommandResult]) {
        var write = RaftWrite()
        if chance(3) {
            hardState = HardState(term: hardState.term + 1, vote: chance(2) ? NodeID(2) : nil)
            write.hardState = hardState
        }
        if chance(6), last.index > applied {
            let start = applied + 1 + random.next() % (last.index - applied)
            entries.removeAll { $0.index >= start }
            configurations = configurations.filter { $0.key < start }
            hardState.term = max(hardState.term, last.term) + 1
            write.hardState = hardState
            write.entries = append(count: 1 + Int(random.next() % 3))
        } else if !chance(4) {
            hardState.term = max(hardState.term, last.term, 1)
            write.hardState = hardState
            write.entries = append(count: 1 + Int(random.next() % 6))
        }
        let count = last.index > applied ? random.next() % (last.index - applied + 1) : 0
        write.committed = entries.filter { $0.index > applied && $0.index <= applied + count }
        let results = try write.committed.map { entry in
            var command: [UInt8] = []
            if case .command(let bytes) = entry.payload { command = bytes }
            return try CatalogMachine.apply(command, index: entry.index, tables: tables)
        }
        applied += UInt64(write.committed.count)
        if chance(5), applied > base.index { write.compaction = compact() }
        return (write, results)
    }

    private mutating func append(count: Int) -> [Entry] {
        let added = (1...count).map { offset in
            let index = last.index + UInt64(offset)
            return Entry(index: index, term: hardState.term, payload: payload(index))
        }
        entries += added
        return added
    }

    private mutating func payload(_ index: LogIndex) -> Entry.Payload {
        switch random.next() % 8 {
        case 0: return .empty
        case 1:
            let configuration = Configuration(
                voters: [NodeID(1)],
                learners: [NodeID(2 + random.next() % 9)]
            )
            configurations[index] = configuration
            return .configuration(configuration)
        default: return .command(command())
        }
    }

    private mutating func command() -> [UInt8] {
        let keys = (0...random.next() % 3).map { _ in "k\(random.next() % 20)/p" }
        let operations = keys.compactMap { text -> MappingOperation? in
            guard let key = try? MappingKey(text),
                let origin = try? OriginURL("http://o\(random.next() % 99).example")
            else { return nil }
            return chance(4)
                ? MappingOperation(key, .delete)
                : MappingOperation(key, .put(Mapping(origin: origin)))
        }
        let session = chance(3) ? "s\(random.next() % 6)" : nil
        return Command(.write(operations), session: session, proposedMilliseconds: 7).encoded
    }

    private mutating func compact() -> Compaction {
        let index = base.index + 1 + random.next() % (applied - base.index)
        let term = entries.first { $0.index == index }?.term ?? base.term
        base = LogPosition(index: index, term: term)
        entries.removeAll { $0.index <= index }
        let configuration = configuration(at: index)
        return Compaction(position: base, configuration: configuration)
    }

    private mutating func chance(_ of: UInt64) -> Bool { random.next() % of == 0 }
}
