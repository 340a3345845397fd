internal import Catalog
internal import LMDB
internal import PeerProtocol
internal import Raft

/// What consensus does inside transactions; every job can be run again from the start.
struct RaftTransaction: Sendable {
    /// What a job leaves to be known when it is durable.
    struct Outcome: Sendable {
        var applied: [AppliedCommand] = []
        var set: Int
    }

    let records: StateRecords
    let log: StoredLog
    let sets: TableSets

    /// Saves all of a `Ready`.
    func save(_ write: RaftWrite, _ writing: borrowing WriteTransaction) throws -> Outcome {
        try emptyOtherSet(writing)
        if let hardState = write.hardState { try records.put(hardState, writing) }
        for part in write.snapshotWrites { try receive(part, writing) }
        if let identity = write.install { try install(identity, writing) }
        try log.replace(with: write.entries, writing)
        var outcome = Outcome(set: try records.set(writing.reading))
        outcome.applied = try apply(write.committed, set: outcome.set, writing)
        if let compaction = write.compaction { try compact(compaction, writing) }
        return outcome
    }

    /// A set that a snapshot replaced is emptied one transaction after the switch, when no read
    /// that begins can still mean it.
    private func emptyOtherSet(_ writing: borrowing WriteTransaction) throws {
        guard try records.isEmptying(writing.reading) else { return }
        let other = 1 - (try records.set(writing.reading))
        for table in sets[other] { try writing.removeAll(from: table) }
        try records.putEmptying(false, writing)
    }

    private func receive(_ part: SnapshotWrite, _ writing: borrowing WriteTransaction) throws {
        let tables = sets[1 - (try records.set(writing.reading))]
        if part.offset == 0 {
            for table in tables { try writing.removeAll(from: table) }
        } else {
            let incoming = try records.incoming(writing.reading)
            guard incoming?.identity == part.identity, incoming?.nextOffset == part.offset else {
                throw DamagedSnapshot()
            }
        }
        try SnapshotBlock.scan(part.bytes) { table, key, value in
            try writing.put(tables[table.rawValue], key: key, value: value)
        }
        let next = part.offset + UInt64(part.bytes.count)
        try records.put(IncomingSnapshot(identity: part.identity, nextOffset: next), writing)
    }

    private func install(
        _ identity: SnapshotIdentity,
        _ writing: borrowing WriteTransaction
    ) throws {
        let set = 1 - (try records.set(writing.reading))
        let applied = try withTables(set, writing) { try CatalogQuery.applied($0) }
        guard applied == identity.position.index else {
            throw RaftStorageError.appliedDiffers(log: identity.position.index, catalogue: applied)
        }
        try records.putSet(set, writing)
        try records.putEmptying(true, writing)
        try records.put(nil, writing)
        try writing.removeAll(from: log.table)
        let mark = StateRecords.Mark(
            position: identity.position,
            configuration: identity.configuration
        )
        try records.putBase(mark, writing)
        try records.putApplied(mark, writing)
    }

    private func apply(
        _ committed: [Entry],
        set: Int,
        _ writing: borrowing WriteTransaction
    ) throws -> [AppliedCommand] {
        guard let last = committed.last else { return [] }
        var mark = try records.applied(writing.reading)
        mark.position = last.position
        let results = try withTables(set, writing) { tables in
            try committed.map { entry in
                // The other entries only move the applied index.
                var command: [UInt8] = []
                if case .command(let bytes) = entry.payload { command = bytes }
                if let configuration = entry.configuration { mark.configuration = configuration }
                let result = try CatalogMachine.apply(command, index: entry.index, tables: tables)
                return AppliedCommand(position: entry.position, result: result)
            }
        }
        try records.putApplied(mark, writing)
        return results
    }

    private func compact(_ compaction: Compaction, _ writing: borrowing WriteTransaction) throws {
        try log.delete(in: 0...compaction.position.index, writing)
        let mark = StateRecords.Mark(
            position: compaction.position,
            configuration: compaction.configuration
        )
        try records.putBase(mark, writing)
    }

    func withTables<Value>(
        _ set: Int,
        _ writing: borrowing WriteTransaction,
        _ body: (borrowing LMDBTables) throws -> Value
    ) throws -> Value {
        try withUnsafePointer(to: writing) { try body(LMDBTables($0, sets[set])) }
    }
}
