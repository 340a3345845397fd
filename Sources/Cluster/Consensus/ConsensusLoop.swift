package import Catalog
internal import Determinism
internal import LMDB
package import PeerProtocol
package import Raft
internal import Synchronization

/// The replicated control plane: a `RaftNode` on a thread of its own, over storage and transport.
///
/// A write at any node is passed to the leader and answered when it is applied there and here. All
/// answers come within an election timeout, or are `noQuorum`.
package final class ConsensusLoop: ControlPlane, PeerHandler {
    let shared: ConsensusShared
    private let thread: WorkerThread
    private let cache = MappingCache()

    /// Election timeouts that a sole voter has to write its first entry.
    private static let startTries = 20

    /// Starts the loop; blocks while it reads the log, and a sole voter until it leads and is the
    /// view.
    ///
    /// - Throws: `RaftStorageError`, what the storage throws, or a `ControlPlaneError`.
    package init(
        settings: ConsensusSettings,
        storage: RaftStorage,
        transport: any ConsensusTransport = NoPeers()
    ) throws {
        let restoration = try storage.restore()
        let shared = ConsensusShared(
            settings: settings,
            storage: storage,
            transport: transport,
            applied: restoration.applied.index
        )
        self.shared = shared
        thread = WorkerThread(name: "consensus") {
            ConsensusWorker(shared, restoration).run()
        }
        guard restoration.isSoleVoter(settings.node) else { return }
        do {
            try makeOwnView()
        } catch {
            close()
            throw error
        }
    }

    deinit {
        close()
    }

    /// Makes the only member the view, which also waits until it leads.
    private func makeOwnView() throws {
        let members = [shared.settings.name(shared.settings.node)]
        let isView = try view().members.contains(members[0])
        // An empty command only waits for the first commit.
        let command =
            isView
            ? []
            : Command(.view(members: members), proposedMilliseconds: shared.settings.clock())
                .encoded
        // A disk that is slow at the start is no reason to fail at once.
        var outcome = writeAndWait(command)
        for _ in 1..<Self.startTries where outcome == .refused(.noQuorum) {
            outcome = writeAndWait(command)
        }
        if case .refused(let error) = outcome { throw error }
    }

    private func writeAndWait(_ command: [UInt8]) -> ForwardOutcome {
        let outcome = Monitor<ForwardOutcome?>(nil)
        write(command, isRepeatable: true, isForwarded: false) { result in
            outcome.update { $0 = result }
        }
        return outcome.wait { $0 }
    }

    /// Ends the thread, every watch and every wait; the environment is the caller's to close after
    /// that.
    package func close() {
        shared.inbox.close()
        shared.signal.close()
        if !thread.isCurrent { thread.waitUntilEnded() }
    }

    /// Why the loop ended by itself; the process should end then.
    package var failure: String? { shared.publication.withLock { $0.failure } }

    // MARK: - Writes

    package func propose(_ change: Command.Change, session: String?) async throws(ControlPlaneError)
        -> CommandResult
    {
        let milliseconds = shared.settings.clock()
        let command = Command(change, session: session, proposedMilliseconds: milliseconds).encoded
        let limit = min(CatalogLimits.commandBytes, shared.settings.limits.commandBytes)
        guard command.count <= limit else { throw .tooLarge(bytes: command.count) }
        let outcome = await withCheckedContinuation { continuation in
            write(command, isRepeatable: session != nil, isForwarded: false) {
                continuation.resume(returning: $0)
            }
        }
        switch outcome {
        case .done(let result, _): return result
        case .refused(let error): throw error
        case .notLeader, .notSent, .lost: throw .noQuorum
        }
    }

    private func write(
        _ command: [UInt8],
        isRepeatable: Bool,
        isForwarded: Bool,
        completion: @escaping @Sendable (ForwardOutcome) -> Void
    ) {
        let request = WriteRequest(
            command: command,
            isRepeatable: isRepeatable,
            isForwarded: isForwarded,
            completion: completion
        )
        if let error = shared.inbox.add(.write(request)) { completion(.refused(error)) }
    }

    package func readBarrier() async throws(ControlPlaneError) {
        guard !shared.signal.isClosed else { throw .closed }
        guard !shared.publication.withLock({ $0.leadsAlone }) else { return }
        let result = await withCheckedContinuation { continuation in
            let request = LoopRequest.read { continuation.resume(returning: $0) }
            if let error = shared.inbox.add(request) {
                continuation.resume(returning: .failure(error))
            }
        }
        try result.get()
    }

    // MARK: - Members

    /// Has the leader, which this node must be, begin a membership change.
    ///
    /// - Returns: why not; nil when it has a place in the log.
    package func change(_ change: ConfigurationChange) async -> Refusal? {
        await withCheckedContinuation { continuation in
            let request = LoopRequest.change(change) { continuation.resume(returning: $0) }
            if shared.inbox.add(request) != nil {
                continuation.resume(returning: .overloaded)
            }
        }
    }

    /// Hands leadership to a voter, or to the best one.
    package func transferLeadership(to target: NodeID?) async -> TransferOutcome {
        await withCheckedContinuation { continuation in
            let request = LoopRequest.transfer(target) { continuation.resume(returning: $0) }
            if shared.inbox.add(request) != nil {
                continuation.resume(returning: .refused(.overloaded))
            }
        }
    }

    /// What consensus knows now, with the peers where this node leads; nil when it has ended.
    package func inspect() async -> Status? {
        await withCheckedContinuation { continuation in
            let request = LoopRequest.inspect { continuation.resume(returning: $0) }
            if shared.inbox.add(request) != nil { continuation.resume(returning: nil) }
        }
    }

    /// The node that leads, as far as this one knows.
    package var leader: NodeID? { shared.publication.withLock { $0.leader } }

    /// The newest term this node knows of.
    package var term: UInt64 { shared.publication.withLock { $0.term } }

    /// Why the disk takes nothing at the moment; nil while it does.
    package var storageProblem: String? { shared.publication.withLock { $0.storageProblem } }

    /// The members by name with the revision of their last change, from this node's copy.
    package func members() throws -> (revision: UInt64, members: [Member]) {
        try shared.storage.read { try CatalogQuery.members($0) }
    }

    /// The revision of the last change of any member.
    package func membersRevision() throws -> UInt64 {
        try shared.storage.read { try CatalogQuery.membersRevision($0) }
    }

    /// What is worth keeping of the catalogue, as of now.
    package func backup() async throws -> CatalogBackup {
        try await CatalogBackup(of: shared.storage, folder: shared.settings.folder)
    }

    // MARK: - Peers

    package func receive(_ envelope: Envelope) -> Bool {
        shared.inbox.addMessage(.message(envelope))
    }

    package func lost(_ peer: NodeID) {
        shared.inbox.addMessage(.unreachable(peer))
    }

    package func receiveWrite(
        _ command: [UInt8],
        completion: @escaping @Sendable (ForwardOutcome) -> Void
    ) {
        do {
            try Command.validate(command)
        } catch {
            return completion(.refused(.storage("a peer's write is malformed: \(error)")))
        }
        write(command, isRepeatable: false, isForwarded: true, completion: completion)
    }

    // MARK: - Reads of the own copy

    package func waitForRevision(above revision: UInt64) async -> Bool {
        await shared.signal.wait(above: revision)
    }

    package func longestMatch(_ path: UnsafeRawBufferPointer) throws -> MappingEntry? {
        try shared.storage.read { tables in
            try MappingMatch.longest(path, tables) { try cache.entry(key: $0, value: $1) }
        }
    }

    package func mayAnybodyList(_ path: UnsafeRawBufferPointer) throws -> Bool {
        try shared.storage.read { try PublicReading.mayList(path, $0) }
    }

    package func bucket(_ name: UnsafeRawBufferPointer) throws -> BucketEntry? {
        try shared.storage.read { try CatalogQuery.bucket(name, $0) }
    }

    package func buckets(after: String?, limit: Int) throws -> [BucketEntry] {
        try shared.storage.read { try CatalogQuery.buckets(after: after, limit: limit, $0) }
    }

    package func view() throws -> ClusterView {
        try shared.storage.read { try CatalogQuery.view($0) }
    }

    package func mapping(_ key: MappingKey) throws -> MappingEntry? {
        try shared.storage.read { try CatalogQuery.mapping(key, $0) }
    }

    package func mappings(prefix: [UInt8], after: [UInt8]?, limit: Int) throws -> MappingPage {
        try shared.storage.read {
            try CatalogQuery.mappings(prefix: prefix, after: after, limit: limit, $0)
        }
    }

    package func changes(after revision: UInt64, prefix: [UInt8], limit: Int) throws -> ChangePage {
        try shared.storage.read {
            try CatalogQuery.changes(after: revision, prefix: prefix, limit: limit, $0)
        }
    }

    package func status() throws -> ConsensusStatus {
        let (view, applied) = try shared.storage.read {
            (try CatalogQuery.view($0), try CatalogQuery.applied($0))
        }
        let seen = shared.publication.withLock { $0 }
        let name = shared.settings.name
        let isLearner = seen.configuration.learners.contains(shared.settings.node)
        return ConsensusStatus(
            role: ConsensusStatus.Role(seen.role, isLearner: isLearner),
            term: seen.term,
            leader: seen.leader.map(name),
            commit: max(seen.commit, applied),
            applied: applied,
            voters: seen.configuration.voters.map(name).sorted(),
            learners: seen.configuration.learners.map(name).sorted(),
            view: view
        )
    }
}
