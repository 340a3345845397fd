internal import Catalog
package import LMDB
package import PeerProtocol
package import Raft

/// Consensus on disk: the log, the records beside it and the catalogue, all in one environment.
///
/// Each `Ready` is one transaction, shared with whatever else the storage thread has to write, and
/// one fsync. The applied position is saved with the effects of the entries up to it, so each
/// command takes effect exactly once whenever the process ends.
package final class RaftStorage: Sendable {
    /// The tables the environment must have been opened with.
    package static let tableNames =
        TableSets.names + ["raft.log", "raft.state"]

    private let environment: Environment
    private let transaction: RaftTransaction
    let limits: Limits

    /// Blocks for a moment; belongs at start-up.
    ///
    /// - Parameter environment: opened with `tableNames`, and perhaps more.
    package init(environment: Environment, limits: Limits = Limits()) throws {
        self.environment = environment
        self.limits = limits
        let records = StateRecords(table: environment.table("raft.state"), limits: limits)
        transaction = RaftTransaction(
            records: records,
            log: StoredLog(table: environment.table("raft.log"), limits: limits),
            sets: TableSets(environment, current: try environment.read { try records.set($0) })
        )
    }

    // MARK: - The beginning of a node's life

    /// Whose disk this is; nil when it is nobody's yet.
    package func identity() throws -> NodeIdentity? {
        try environment.read { try transaction.records.identity($0) }
    }

    /// What tells this disk from any other that may come under the same name: random bytes, drawn
    /// and kept at the first call.
    package func token() throws -> [UInt8] {
        let drawn = (0..<MemberCard.tokenBytes).map { _ in UInt8.random(in: 0 ... .max) }
        try environment.writeAndWait { [transaction] writing in
            guard try transaction.records.token(writing.reading) == nil else { return }
            try transaction.records.put(token: drawn, writing)
        }
        return try environment.read { try transaction.records.token($0) } ?? drawn
    }

    /// Makes the disk a founder's: its log begins with these voters, before any entry.
    ///
    /// Does nothing when it was done before.
    ///
    /// - Throws: `RaftStorageError.otherIdentity`.
    package func found(_ identity: NodeIdentity, voters: [NodeID]) throws {
        try initialize(identity, Configuration(voters: voters))
    }

    /// Makes the disk that of a node which waits for a leader to add it.
    ///
    /// Does nothing when it was done before.
    ///
    /// - Throws: `RaftStorageError.otherIdentity`.
    package func join(_ identity: NodeIdentity) throws {
        try initialize(identity, .empty)
    }

    private func initialize(_ identity: NodeIdentity, _ configuration: Configuration) throws {
        try environment.writeAndWait { [transaction] writing in
            if let stored = try transaction.records.identity(writing.reading) {
                guard stored == identity else { throw RaftStorageError.otherIdentity(stored) }
                return
            }
            try transaction.records.put(identity, writing)
            let mark = StateRecords.Mark(position: .start, configuration: configuration)
            try transaction.records.putBase(mark, writing)
            try transaction.records.putApplied(mark, writing)
            try transaction.records.put(HardState(term: 0, vote: nil), writing)
        }
    }

    /// Makes the disk that of the only voter of another cluster, with a first command for it.
    ///
    /// See `Restoration.forceSoleVoter` for when this may be done.
    func forceSoleVoter(_ identity: NodeIdentity, command: [UInt8]) throws {
        var restoration = try restore()
        let (hardState, configuration) = restoration.forceSoleVoter(identity.node)
        let entries = [
            configuration,
            Entry(
                index: configuration.index + 1,
                term: configuration.term,
                payload: .command(command)
            ),
        ]
        try environment.writeAndWait { [transaction] writing in
            try transaction.records.put(identity, writing)
            try transaction.records.put(hardState, writing)
            // A snapshot that was being received would come from nodes that are gone.
            try transaction.records.put(nil, writing)
            try transaction.log.replace(with: entries, writing)
        }
    }

    // MARK: - Start

    /// What a `RaftNode` begins with.
    ///
    /// - Throws: `RaftStorageError` when the disk does not hold what it must.
    package func restore() throws -> Restoration {
        try dropStaleSnapshot()
        let transaction = transaction
        let catalogue = try read { try CatalogQuery.applied($0) }
        return try environment.read { reading in
            let records = transaction.records
            guard try records.identity(reading) != nil else {
                throw RaftStorageError.notInitialized
            }
            let base = try records.base(reading)
            let applied = try records.applied(reading).position
            guard applied.index == catalogue else {
                throw RaftStorageError.appliedDiffers(log: applied.index, catalogue: catalogue)
            }
            var restoration = Restoration(
                hardState: try records.hardState(reading),
                base: base.position,
                configuration: base.configuration,
                applied: applied,
                limits: limits
            )
            restoration.incoming = try records.incoming(reading)
            var last = base.position.index
            try transaction.log.scan(from: last + 1, reading) { entry in
                restoration.append(entry)
                last = entry.index
                return true
            }
            guard last >= applied.index else { throw RaftStorageError.entryMissing(last + 1) }
            return restoration
        }
    }

    /// Forgets a snapshot whose state was reached by entries meanwhile.
    private func dropStaleSnapshot() throws {
        try environment.writeAndWait { [transaction] writing in
            let records = transaction.records
            guard let incoming = try records.incoming(writing.reading),
                try records.applied(writing.reading).position.index
                    >= incoming.identity.position.index
            else { return }
            try records.put(nil, writing)
            try records.putEmptying(true, writing)
        }
    }

    // MARK: - While it runs

    /// Carries out the transaction of a `Ready`.
    ///
    /// - Parameter completion: called on the storage thread when it is durable, with what became of
    ///   the committed entries; or with why nothing of it was kept. It must not block.
    package func save(
        _ write: RaftWrite,
        completion: @escaping @Sendable (Result<[AppliedCommand], any Error>) -> Void
    ) {
        environment.write { [transaction] writing in
            try transaction.save(write, writing)
        } completion: { [transaction] result in
            if case .success(let outcome) = result { transaction.sets.use(outcome.set) }
            completion(result.map(\.applied))
        }
    }

    /// Reads entries back for a follower; none when they cannot be had any more.
    package func load(_ load: EntryLoad) throws -> LoadedEntries {
        var entries: [Entry] = []
        var bytes = 0
        try environment.read { reading in
            try transaction.log.scan(from: load.start, reading) { entry in
                bytes += entry.byteCount
                guard entries.isEmpty || bytes <= load.maximumBytes else { return false }
                entries.append(entry)
                return entries.count < load.maximumCount
            }
        }
        return LoadedEntries(peer: load.peer, entries: entries)
    }

    /// Lends the catalogue as of the last commit.
    package func read<Result>(_ body: (borrowing LMDBReading) throws -> Result) throws -> Result {
        try transaction.sets.read(in: environment, body)
    }

    /// Lends the catalogue together with the position it holds, to a body that takes long.
    func readSnapshot<Result>(
        _ body: (borrowing LMDBReading, StateRecords.Mark, LongRead) throws -> Result
    ) throws -> Result {
        try environment.readLong { reading, long in
            let mark = try transaction.records.applied(reading)
            let set = try transaction.records.set(reading)
            return try body(LMDBReading(reading, transaction.sets[set]), mark, long)
        }
    }
}
