internal import Catalog
internal import Determinism
internal import LMDB
internal import PeerProtocol
internal import Raft
internal import Synchronization

/// The one owner of a `RaftNode`: takes what arrived, steps, and carries the `Ready` out in the
/// order its comment gives.
///
/// Used by its own thread only. The transaction is written by the storage thread; meanwhile the
/// only thing that happens here is giving up on time.
final class ConsensusWorker {
    private let shared: ConsensusShared
    private let snapshots: SnapshotThread
    private var node: RaftNode
    private var writes = PendingWrites()
    private var reads: [UInt64: @Sendable (Result<Void, ControlPlaneError>) -> Void] = [:]
    private var changes: [UInt64: @Sendable (Refusal?) -> Void] = [:]
    private var transfers: [@Sendable (TransferOutcome) -> Void] = []
    /// Events made by the last step, for the next.
    private var backlog: [Event] = []
    /// When writes without a leader are looked at again.
    private var parkedDeadline: Instant?
    private var receivers: [NodeID] = []
    private var hasStorageProblem = false

    private var settings: ConsensusSettings { shared.settings }

    init(_ shared: ConsensusShared, _ restoration: Restoration) {
        self.shared = shared
        let settings = shared.settings
        let now = MonotonicClock.now()
        let isAlone = restoration.isSoleVoter(settings.node)
        snapshots = SnapshotThread(
            storage: shared.storage,
            folder: settings.folder,
            inbox: shared.inbox
        )
        node = RaftNode(
            settings: Settings(
                id: settings.node,
                electionTimeout: settings.electionTimeout,
                heartbeatInterval: settings.heartbeatInterval,
                limits: settings.limits
            ),
            restoration: restoration,
            seed: .random(in: 0 ... .max),
            // A sole voter has no leader to wait for: it starts with its patience used up.
            now: isAlone ? now.advanced(by: settings.electionTimeout * -2) : now
        )
    }

    /// Runs until the inbox is closed or nothing can be saved any more.
    func run() {
        while let requests = takeRequests() {
            let now = MonotonicClock.now()
            var events = backlog
            backlog = []
            for request in requests { take(request, now, &events) }
            retryParked(now, &events)
            expire(now)
            guard carryOut(node.step(events, at: now)) else { break }
        }
        shared.inbox.close()
        shared.signal.close()
        finish()
        snapshots.end()
    }

    private func takeRequests() -> [LoopRequest]? {
        // Writes that waited for a leader go to a new one at once.
        let mayRoute =
            parkedDeadline == nil && !writes.parked.isEmpty && node.currentLeader != nil
        guard backlog.isEmpty, !mayRoute else {
            return shared.inbox.isClosed ? nil : shared.inbox.drain()
        }
        writes.forgetAnswered()
        let deadlines = [node.nextDeadline, writes.deadline, parkedDeadline].compactMap { $0 }
        return shared.inbox.take(until: deadlines.min())
    }

    private func finish() {
        for request in shared.inbox.drain() { refuse(request, .closed) }
        writes.failAll(.closed)
        for (_, completion) in reads.sorted(by: { $0.key < $1.key }) {
            completion(.failure(.closed))
        }
        for (_, completion) in changes.sorted(by: { $0.key < $1.key }) {
            completion(.notLeader(nil))
        }
        for completion in transfers { completion(.refused(.notLeader(nil))) }
    }

    // MARK: - What arrives

    private func take(_ request: LoopRequest, _ now: Instant, _ events: inout [Event]) {
        switch request {
        case .message(let envelope):
            if Self.isIntact(envelope.message) { events.append(.received(envelope)) }
        case .unreachable(let peer): events.append(.unreachable(peer))
        case .write(let write):
            let id = writes.add(write, deadline: now.advanced(by: settings.electionTimeout))
            route(id, &events)
        case .read(let completion):
            let id = writes.newID()
            reads[id] = completion
            events.append(.read(id: id))
        case .change(let change, let completion):
            let id = writes.newID()
            changes[id] = completion
            events.append(.change(ChangeProposal(id: id, change: change)))
        case .transfer(let target, let completion):
            transfers.append(completion)
            events.append(.transferLeadership(to: target))
        case .inspect(let completion): completion(node.status)
        case .forwarded(let id, let outcome): noteForwarded(id, outcome)
        case .snapshotPart(let part): events.append(.snapshotRead(part))
        case .snapshotUnavailable(let peer): events.append(.snapshotUnavailable(to: peer))
        }
    }

    private static func isIntact(_ message: Message) -> Bool {
        guard case .snapshotChunk(let chunk) = message else { return true }
        return SnapshotBlock.isIntact(chunk.bytes)
    }

    /// Proposes a write here, passes it to the leader, or keeps it until there is one.
    private func route(_ id: UInt64, _ events: inout [Event]) {
        guard let write = writes[id] else { return }
        if node.currentRole == .leader {
            events.append(.propose(Proposal(id: id, command: write.command)))
        } else if write.isForwarded {
            writes.complete(id, .notLeader)
        } else if let leader = node.currentLeader {
            let inbox = shared.inbox
            shared.transport.forward(write.command, to: leader) { outcome in
                inbox.addAnswer(.forwarded(id, outcome))
            }
        } else {
            writes.park(id)
        }
    }

    private func noteForwarded(_ id: UInt64, _ outcome: ForwardOutcome) {
        switch outcome {
        case .done(let result, let index):
            writes.completeLater(id, result, index)
            writes.caughtUp(to: node.appliedIndex)
        case .refused(let error): writes.complete(id, .refused(error))
        case .notLeader, .notSent: park(id)
        case .lost: tryAgainIfSafe(id)
        }
    }

    private func park(_ id: UInt64) {
        writes.park(id)
        if parkedDeadline == nil {
            parkedDeadline = MonotonicClock.now().advanced(by: settings.heartbeatInterval)
        }
    }

    private func retryParked(_ now: Instant, _ events: inout [Event]) {
        if let parkedDeadline, now >= parkedDeadline { self.parkedDeadline = nil }
        guard parkedDeadline == nil, !writes.parked.isEmpty, node.currentLeader != nil else {
            return
        }
        for id in writes.takeParked() { route(id, &events) }
    }

    /// Repeats a write of which nobody knows whether it took effect, if that does no harm.
    private func tryAgainIfSafe(_ id: UInt64) {
        guard let write = writes[id] else { return }
        if write.isForwarded {
            writes.complete(id, .lost)
        } else if write.isRepeatable {
            park(id)
        } else {
            writes.complete(id, .refused(.noQuorum))
        }
    }

    private func expire(_ now: Instant) {
        writes.expire(at: now, .noQuorum)
    }

    // MARK: - Carrying out

    /// False when the node cannot go on.
    private func carryOut(_ ready: Ready) -> Bool {
        // Before anyone can hear that this node leads no more, or no more alone.
        let leadsAlone = leadsAlone
        if !leadsAlone { publish(leadsAlone: false) }
        shared.transport.send(ready.sendFirst)
        for accepted in ready.accepted where writes[accepted.id] != nil { writes.expect(accepted) }
        var applied: [AppliedCommand] = []
        if ready.hasTransaction {
            guard let saved = save(RaftWrite(ready)) else { return false }
            applied = saved
        }
        shared.transport.send(ready.send)
        if let identity = ready.install {
            for id in writes.covered(through: identity.position.index) { tryAgainIfSafe(id) }
        }
        publish(leadsAlone: leadsAlone)
        shared.signal.advance(to: node.appliedIndex)
        for command in applied {
            if let id = writes.applied(command) { park(id) }
        }
        writes.caughtUp(to: node.appliedIndex)
        answer(ready)
        load(ready)
        guard let halt = ready.halt else { return true }
        fail("\(halt)")
        return false
    }

    private func answer(_ ready: Ready) {
        for accepted in ready.accepted {
            changes.removeValue(forKey: accepted.id)?(nil)
        }
        for refused in ready.refused {
            if let completion = changes.removeValue(forKey: refused.id) {
                completion(refused.reason)
            } else {
                refuse(refused)
            }
        }
        for read in ready.reads {
            reads.removeValue(forKey: read.id)?(
                read.result.map { _ in }.mapError(ControlPlaneError.init)
            )
        }
        if let outcome = ready.transfer {
            for completion in transfers { completion(outcome) }
            transfers = []
        }
    }

    private func refuse(_ refused: RefusedProposal) {
        guard let write = writes[refused.id] else { return }
        switch refused.reason {
        case .overloaded: writes.complete(refused.id, .refused(.overloaded))
        case .tooLarge:
            writes.complete(refused.id, .refused(.tooLarge(bytes: write.command.count)))
        default:
            if write.isForwarded {
                writes.complete(refused.id, .notLeader)
            } else {
                park(refused.id)
            }
        }
    }

    private func load(_ ready: Ready) {
        for load in ready.loads {
            do {
                backlog.append(.loaded(try shared.storage.load(load)))
            } catch {
                // Without entries the core tries again, or sends a snapshot.
                backlog.append(.loaded(LoadedEntries(peer: load.peer, entries: [])))
            }
        }
        for read in ready.snapshotReads { snapshots.read(read) }
        guard !receivers.isEmpty || !ready.snapshotReads.isEmpty else { return }
        let now = node.status.peers.filter(\.isReceivingSnapshot).map(\.id)
        if now != receivers { snapshots.keep(only: now) }
        receivers = now
    }

    // MARK: - Saving

    /// Saves until it succeeds; nil when that will not be.
    private func save(_ write: RaftWrite) -> [AppliedCommand]? {
        var stallsAt: Instant? = MonotonicClock.now().advanced(by: settings.electionTimeout)
        while true {
            let inbox = shared.inbox
            shared.storage.save(write) { inbox.saved($0) }
            switch waitForSaved(&stallsAt) {
            case .success(let applied):
                if hasStorageProblem { note(storageProblem: nil) }
                return applied
            case .failure(let error):
                guard Self.mayHeal(error) else {
                    fail("\(error)")
                    return nil
                }
                note(storageProblem: "\(error)")
                guard pause(because: error, &stallsAt) else { return nil }
            }
        }
    }

    /// An error after which the same transaction may succeed: nothing of it was written.
    private static func mayHeal(_ error: any Error) -> Bool {
        guard let error = error as? LMDBError else { return false }
        return [.diskFull, .mapFull, .queueFull, .outOfMemory].contains(error.kind)
    }

    private func waitForSaved(_ stallsAt: inout Instant?) -> ConsensusInbox.Saved {
        while true {
            let deadline = [stallsAt, writes.deadline].compactMap { $0 }.min()
            if let saved = shared.inbox.waitForSaved(until: deadline) { return saved }
            passTime(&stallsAt)
        }
    }

    /// Waits before the next try; false when the loop is closed.
    private func pause(because error: any Error, _ stallsAt: inout Instant?) -> Bool {
        let end = MonotonicClock.now().advanced(by: settings.retryPause)
        while MonotonicClock.now() < end {
            guard !shared.inbox.isClosed else { return false }
            // What arrives while nothing can be written gets its answer at once, and is not kept.
            for request in shared.inbox.drain() { refuse(request, Self.classify(error)) }
            _ = shared.inbox.waitForSaved(until: min(end, stallsAt ?? end))
            passTime(&stallsAt)
        }
        return true
    }

    private func passTime(_ stallsAt: inout Instant?) {
        let now = MonotonicClock.now()
        writes.expire(at: now, .noQuorum)
        writes.forgetAnswered()
        guard let moment = stallsAt, now >= moment else { return }
        stallsAt = nil
        let answers = node.storageStalled(at: now)
        publish(leadsAlone: false)
        answer(answers)
    }

    private func refuse(_ request: LoopRequest, _ error: ControlPlaneError) {
        switch request {
        case .write(let write): write.completion(.refused(error))
        case .read(let completion): completion(.failure(error))
        case .change(_, let completion): completion(.notLeader(nil))
        case .transfer(_, let completion): completion(.refused(.notLeader(nil)))
        case .inspect(let completion): completion(nil)
        case .forwarded(let id, let outcome): noteForwarded(id, outcome)
        case .snapshotPart(let part): backlog.append(.snapshotRead(part))
        case .snapshotUnavailable(let peer): backlog.append(.snapshotUnavailable(to: peer))
        case .message, .unreachable: break
        }
    }

    static func classify(_ error: any Error) -> ControlPlaneError {
        guard let error = error as? LMDBError else { return .storage("\(error)") }
        return switch error.kind {
        case .diskFull, .mapFull: .diskFull
        case .queueFull: .overloaded
        case .closed: .closed
        default: .storage(error.description)
        }
    }

    // MARK: - Being seen

    private var leadsAlone: Bool {
        node.currentRole == .leader && node.newestConfiguration.voters == [settings.node]
            && node.logTerm(at: node.commitIndex) == node.currentTerm
    }

    private func publish(leadsAlone: Bool) {
        shared.publication.withLock { publication in
            publication.role = node.currentRole
            publication.term = node.currentTerm
            publication.leader = node.currentLeader
            publication.commit = node.commitIndex
            publication.applied = node.appliedIndex
            publication.configuration = node.newestConfiguration
            publication.leadsAlone = leadsAlone
        }
    }

    private func note(storageProblem: String?) {
        hasStorageProblem = storageProblem != nil
        shared.publication.withLock { $0.storageProblem = storageProblem }
    }

    private func fail(_ reason: String) {
        shared.publication.withLock { publication in
            publication.leadsAlone = false
            publication.failure = publication.failure ?? reason
        }
    }
}
