import Catalog
import Cluster
import PeerProtocol
import Synchronization

/// A control plane over tables in memory: the same machine, no storage.
final class MemoryControlPlane: ControlPlane {
    private struct State: ~Copyable {
        let tables = MemoryTables()
        var index: UInt64 = 0
    }

    private let state = Mutex(State())
    private let signal = RevisionSignal(revision: 0)
    /// What the next proposals are answered instead of being carried out.
    private let failure = Mutex<ControlPlaneError?>(nil)
    private let barrierCount = Mutex(0)

    private let limits: HistoryLimits

    init(keptChanges: UInt64) {
        var limits = HistoryLimits()
        limits.changes = keptChanges
        self.limits = limits
    }

    var barriers: Int { barrierCount.withLock { $0 } }

    func fail(with error: ControlPlaneError?) {
        failure.withLock { $0 = error }
    }

    func close() {
        signal.close()
    }

    private func read<Result: Sendable>(_ body: (borrowing MemoryTables) throws -> Result) throws
        -> Result
    {
        try state.withLock { state in try body(state.tables) }
    }

    func propose(_ change: Command.Change, session: String?) async throws(ControlPlaneError)
        -> CommandResult
    {
        if let failure = failure.withLock({ $0 }) { throw failure }
        do {
            let entry = Command(change, session: session, proposedMilliseconds: 0).encoded
            let (result, index) = try state.withLock { state in
                state.index += 1
                let result = try CatalogMachine.apply(
                    entry,
                    index: state.index,
                    tables: state.tables,
                    limits: limits
                )
                return (result, state.index)
            }
            signal.advance(to: index)
            return result
        } catch {
            throw .storage("\(error)")
        }
    }

    func readBarrier() async throws(ControlPlaneError) {
        if let failure = failure.withLock({ $0 }) { throw failure }
        barrierCount.withLock { $0 += 1 }
    }

    func waitForRevision(above revision: UInt64) async -> Bool {
        await signal.wait(above: revision)
    }

    func longestMatch(_ path: UnsafeRawBufferPointer) throws -> MappingEntry? {
        try read { tables in
            try MappingMatch.longest(path, tables) { try MappingEntry(key: $0, value: $1) }
        }
    }

    func mayAnybodyList(_ path: UnsafeRawBufferPointer) throws -> Bool {
        try read { try PublicReading.mayList(path, $0) }
    }

    func bucket(_ name: UnsafeRawBufferPointer) throws -> BucketEntry? {
        try read { try CatalogQuery.bucket(name, $0) }
    }

    func buckets(after: String?, limit: Int) throws -> [BucketEntry] {
        try read { try CatalogQuery.buckets(after: after, limit: limit, $0) }
    }

    func view() throws -> ClusterView {
        try read { try CatalogQuery.view($0) }
    }

    var appliedRevision: UInt64 { signal.revision }

    func accessKeyRevision(_ name: UnsafeRawBufferPointer) throws -> UInt64? {
        try read { try CatalogQuery.accessKeyRevision(name, $0) }
    }

    func accessKey(_ name: UnsafeRawBufferPointer) throws -> AccessKeyEntry? {
        try read { try CatalogQuery.accessKey(name, $0) }
    }

    func accessKeys(after: String?, limit: Int) throws -> [AccessKeyEntry] {
        try read { try CatalogQuery.accessKeys(after: after, limit: limit, $0) }
    }

    func hasAccessKeys() throws -> Bool {
        try read { try CatalogQuery.hasAccessKeys($0) }
    }

    func mapping(_ key: MappingKey) throws -> MappingEntry? {
        try read { try CatalogQuery.mapping(key, $0) }
    }

    func mappings(prefix: [UInt8], after: [UInt8]?, limit: Int) throws -> MappingPage {
        try read { try CatalogQuery.mappings(prefix: prefix, after: after, limit: limit, $0) }
    }

    func changes(after revision: UInt64, prefix: [UInt8], limit: Int) throws -> ChangePage {
        try read { try CatalogQuery.changes(after: revision, prefix: prefix, limit: limit, $0) }
    }

    func status() throws -> ConsensusStatus {
        try read { tables in
            let applied = try CatalogQuery.applied(tables)
            return ConsensusStatus(
                role: .leader,
                term: 3,
                leader: "one",
                commit: applied,
                applied: applied,
                voters: ["one"],
                learners: [],
                view: ClusterView(number: 1, members: ["one"])
            )
        }
    }
}
