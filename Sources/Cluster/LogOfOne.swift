package import Catalog
package import LMDB

/// The control plane of a cluster of one: a log whose only voter is this node.
///
/// Logging an entry, applying it and moving the applied index are one job of the storage thread, so
/// a crash leaves all of it or nothing, and many proposals share one fsync. A proposal is answered
/// after the commit is durable. Reads are transactions of their own and wait for nobody.
package final class LogOfOne: ControlPlane {
    /// The tables the environment must have been opened with.
    package static let tableNames = CatalogTable.allCases.map(\.name) + EntryLog.tableNames

    private let environment: Environment
    private let handles: [Table]
    private let log: EntryLog
    private let member: String
    private let clock: @Sendable () -> UInt64
    private let cache = MappingCache()
    let signal: RevisionSignal

    /// Opens the log: applies what was logged but not applied, and makes this node the view.
    ///
    /// It blocks while it writes, so it belongs at start-up.
    ///
    /// - Parameters:
    ///   - environment: opened with `tableNames`, and perhaps more.
    ///   - member: this node's name.
    ///   - clock: milliseconds since 1970, stamped on proposals.
    package init(
        environment: Environment,
        member: String,
        limits: LogLimits = LogLimits(),
        clock: @escaping @Sendable () -> UInt64
    ) throws {
        self.environment = environment
        self.member = member
        self.clock = clock
        let handles = CatalogTable.allCases.map { environment.table($0.name) }
        let log = EntryLog(
            entries: environment.table(EntryLog.tableNames[0]),
            state: environment.table(EntryLog.tableNames[1]),
            limits: limits
        )
        self.handles = handles
        self.log = log
        let founding = Command(.view(members: [member]), proposedMilliseconds: clock()).encoded
        let applied = try environment.writeAndWait { transaction in
            try Self.recover(log, handles, transaction)
            _ = try Self.commit(founding, log, handles, transaction, unlessViewIs: [member])
            return try withUnsafePointer(to: transaction) { pointer in
                try CatalogQuery.applied(LMDBTables(pointer, handles))
            }
        }
        signal = RevisionSignal(revision: applied)
    }

    /// Ends every watch and refuses further proposals; the environment is the caller's to close.
    package func close() {
        signal.close()
    }

    package func propose(_ change: Command.Change, session: String?) async throws(ControlPlaneError)
        -> CommandResult
    {
        let entry = Command(change, session: session, proposedMilliseconds: clock()).encoded
        guard entry.count <= CatalogLimits.commandBytes else {
            throw .tooLarge(bytes: entry.count)
        }
        guard !signal.isClosed else { throw .closed }
        do {
            let (result, index) = try await environment.write { [log, handles] transaction in
                try Self.commit(entry, log, handles, transaction)
            }
            signal.advance(to: index)
            return result
        } catch {
            throw Self.classify(error)
        }
    }

    /// A majority of one has nobody to ask.
    package func readBarrier() async throws(ControlPlaneError) {
        guard !signal.isClosed else { throw .closed }
    }

    package func waitForRevision(above revision: UInt64) async -> Bool {
        await signal.wait(above: revision)
    }

    /// Lends the catalogue's tables as of the last commit.
    package func read<Result>(_ body: (borrowing LMDBReading) throws -> Result) throws -> Result {
        try environment.read { transaction in
            try body(LMDBReading(transaction, handles))
        }
    }

    package func longestMatch(_ path: UnsafeRawBufferPointer) throws -> MappingEntry? {
        try read { tables in
            try MappingMatch.longest(path, tables) { try cache.entry(key: $0, value: $1) }
        }
    }

    package func bucket(_ name: UnsafeRawBufferPointer) throws -> BucketEntry? {
        try read { try CatalogQuery.bucket(name, $0) }
    }

    package func buckets(after: String?, limit: Int) throws -> [BucketEntry] {
        try read { try CatalogQuery.buckets(after: after, limit: limit, $0) }
    }

    package func view() throws -> ClusterView {
        try read { try CatalogQuery.view($0) }
    }

    package func mapping(_ key: MappingKey) throws -> MappingEntry? {
        try read { try CatalogQuery.mapping(key, $0) }
    }

    package func mappings(prefix: [UInt8], after: [UInt8]?, limit: Int) throws -> MappingPage {
        try read { try CatalogQuery.mappings(prefix: prefix, after: after, limit: limit, $0) }
    }

    package func changes(after revision: UInt64, prefix: [UInt8], limit: Int) throws -> ChangePage {
        try read { try CatalogQuery.changes(after: revision, prefix: prefix, limit: limit, $0) }
    }

    package func status() throws -> ConsensusStatus {
        try read { tables in
            let applied = try CatalogQuery.applied(tables)
            return ConsensusStatus(
                role: .leader,
                term: 1,
                leader: member,
                commit: applied,
                applied: applied,
                voters: [member],
                learners: [],
                view: try CatalogQuery.view(tables)
            )
        }
    }

    // MARK: - On the storage thread

    private static func recover(
        _ log: EntryLog,
        _ handles: [Table],
        _ transaction: borrowing WriteTransaction
    ) throws {
        try withUnsafePointer(to: transaction) { pointer in
            let tables = LMDBTables(pointer, handles)
            var index = try CatalogQuery.applied(tables) + 1
            while let entry = try log.entry(index, in: transaction.reading) {
                try CatalogMachine.apply(entry, index: index, tables: tables)
                index += 1
            }
        }
    }

    private static func commit(
        _ entry: [UInt8],
        _ log: EntryLog,
        _ handles: [Table],
        _ transaction: borrowing WriteTransaction,
        unlessViewIs members: [String]? = nil
    ) throws -> (CommandResult, UInt64) {
        try withUnsafePointer(to: transaction) { pointer in
            let tables = LMDBTables(pointer, handles)
            let applied = try CatalogQuery.applied(tables)
            if let members, try CatalogQuery.view(tables).members == members {
                return (.applied(revision: applied, changes: 0), applied)
            }
            let index = applied + 1
            let result = try CatalogMachine.apply(entry, index: index, tables: tables)
            try log.append(entry, index: index, applied: index, in: transaction)
            return (result, index)
        }
    }

    private static func classify(_ error: any Error) -> ControlPlaneError {
        guard let error = error as? LMDBError else { return .storage("\(error)") }
        return switch error.kind {
        case .diskFull, .mapFull: .diskFull
        case .queueFull: .overloaded
        case .closed: .closed
        default: .storage(error.description)
        }
    }
}
