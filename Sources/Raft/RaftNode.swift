package import Determinism

/// One node's part in consensus: Raft (Ongaro and Ousterhout, "In Search of an Understandable
/// Consensus Algorithm", 2014, here "Raft"; Ongaro's dissertation, here "dissertation").
///
/// It decides who leads, what the log holds, what is committed, who belongs and what a read may
/// see. It never does I/O, reads a clock or draws randomness of its own: events and the time go in,
/// a `Ready` comes out, and the next step assumes that the last `Ready` was carried out.
///
/// Beyond the paper: pre-vote and a leader's lease against disruption, check-quorum, reads by
/// confirmation rounds, learners, and standing aside while the disk does not answer. What a leader
/// cannot find in memory it asks the shell for (docs/decisions/raft-log-window.md).
///
/// Invariants: `base <= applied <= commit <= last`; at the start of each step everything in the log
/// is durable; a leader's log is only ever appended to.
package struct RaftNode: Sendable {
    package let settings: Settings

    // MARK: What is saved

    var term: Term
    var vote: NodeID?
    var log: Log
    var configurations: ConfigurationHistory
    var applied: LogIndex
    var incoming: IncomingSnapshot?

    // MARK: What a restart forgets

    var commit: LogIndex
    var role = Role.follower
    var leader: NodeID?
    var now: Instant
    var generator: SeededGenerator
    var electionDeadline: Instant
    var lastLeaderContact: Instant?
    /// The leader's next heartbeat; elsewhere the time to ask again for reads.
    var tickDeadline: Instant
    var localReads: LocalReads
    var isStalled = false
    /// After a stall the disk must prove itself before this node leads again.
    var distrustedUntil: Instant?
    var halted: Halt?

    // MARK: What only a candidate or a leader has

    var ballot = Ballot.probe
    var granted: [NodeID] = []
    var refusedBy: [NodeID] = []
    /// All members but this node, sorted.
    var peers: [Progress] = []
    var readRounds = ReadRounds()
    var transfer: Transfer?
    var uncommittedBytes = 0

    // MARK: The step being made

    var output = Ready()
    var outbox: [Outgoing] = []
    /// The last entry that was durable when the step began.
    var persistedLast: LogIndex
    /// The first entry changed in this step.
    var firstChanged: LogIndex?
    var savedState: HardState
    private var reported: Reported

    /// A message made in this step.
    struct Outgoing: Sendable {
        var envelope: Envelope
        var mustFollowTransaction: Bool
    }

    private struct Reported: Equatable {
        var role: Role
        var term: Term
        var leader: NodeID?
    }

    /// - Parameter seed: different at each start, for it also names this life's reads.
    package init(
        settings: Settings,
        restoration: Restoration,
        seed: UInt64,
        now: Instant
    ) {
        self.settings = settings
        term = restoration.hardState.term
        vote = restoration.hardState.vote
        log = restoration.log
        configurations = restoration.configurations
        incoming = restoration.incoming
        applied = restoration.applied.index
        commit = restoration.applied.index
        precondition(
            log.base.index <= applied && applied <= log.last.index,
            "restored \(restoration.applied) is outside \(log.base) ... \(log.last)"
        )
        self.now = now
        generator = SeededGenerator(seed: seed)
        localReads = LocalReads(firstNumber: generator.next())
        electionDeadline = now
        tickDeadline = now
        persistedLast = log.last.index
        savedState = restoration.hardState
        reported = Reported(role: .follower, term: term, leader: nil)
        resetElectionDeadline()
    }

    /// Takes in what happened since the last step, in order, and the time; says what to do.
    ///
    /// A time before an earlier one counts as that earlier one.
    package mutating func step(_ events: [Event], at time: Instant) -> Ready {
        guard halted == nil else { return haltedReady() }
        begin(at: time)
        for event in events {
            handle(event)
            guard halted == nil else { return haltedReady() }
        }
        runTimers()
        finish()
        guard halted == nil else { return haltedReady() }
        defer { output = Ready() }
        return output
    }

    /// Called while a `Ready` is being carried out, when its transaction has taken an election
    /// timeout: a leader or candidate stands down so that another may serve, and waiting reads are
    /// refused.
    ///
    /// The result holds answers only, nothing to save or send; the `Ready` under way stays in
    /// force. The next `step` says that the disk answered.
    package mutating func storageStalled(at time: Instant) -> Ready {
        guard halted == nil else { return haltedReady() }
        now = max(now, time)
        output = Ready()
        isStalled = true
        if role != .follower { becomeFollower(term: term, leader: nil) }
        for batch in localReads.takeAll() { answer(batch, .failure(.storageStalled)) }
        outbox.removeAll()
        reportLeadership()
        defer { output = Ready() }
        return output
    }

    /// When to step without an event: at once if not later than now, never if nil.
    package var nextDeadline: Instant? {
        guard halted == nil else { return nil }
        if applied < commit || awaitsOwnVote { return now }
        var deadline = localReads.deadline
        func consider(_ other: Instant) { deadline = min(deadline ?? other, other) }
        if role == .leader {
            consider(tickDeadline)
        } else {
            if !localReads.isEmpty { consider(tickDeadline) }
            if mayCampaign || leader != nil { consider(campaignTime) }
        }
        return deadline
    }

    private mutating func begin(at time: Instant) {
        now = max(now, time)
        persistedLast = log.last.index
        firstChanged = nil
        guard isStalled else { return }
        isStalled = false
        resetElectionDeadline()
        // Two longest waits, so that others come first: a disk that stalls again soon would only
        // cost the cluster elections. A sole voter has nobody to wait for.
        guard configuration.voters != [settings.id] else { return }
        distrustedUntil = now.advanced(by: settings.electionTimeout * 4)
    }

    private mutating func handle(_ event: Event) {
        switch event {
        case .received(let envelope): receive(envelope)
        case .propose(let proposal): propose(proposal)
        case .read(let id): read(id)
        case .change(let proposal): change(proposal)
        case .transferLeadership(let target): beginTransfer(to: target)
        case .loaded(let loaded): sendLoaded(loaded)
        case .snapshotRead(let part): sendSnapshotPart(part)
        case .snapshotUnavailable(let peer): restartSnapshot(to: peer)
        case .unreachable(let peer): noteUnreachable(peer)
        }
    }

    private mutating func runTimers() {
        if awaitsOwnVote { judgeElection() }
        if role == .leader {
            if now >= tickDeadline { leaderTick() }
        } else if now >= campaignTime {
            if mayCampaign {
                campaign(.probe)
            } else {
                leader = nil
                resetElectionDeadline()
            }
        }
        runReadTimers()
    }

    private mutating func finish() {
        sealReads()
        if role == .leader { finishLeading() }
        collectCommitted()
        answerConfirmedReads()
        collectState()
        compact()
        log.shrinkWindow(applied: applied, limit: settings.limits.windowBytes)
        reportLeadership()
    }

    private mutating func collectCommitted() {
        guard applied < commit else { return }
        output.committed = log.entries(
            from: applied + 1,
            through: commit,
            maximumBytes: settings.limits.applyBytes
        )
        applied += LogIndex(output.committed.count)
    }

    private mutating func collectState() {
        let state = HardState(term: term, vote: vote)
        if let firstChanged {
            output.entries = log.entries(
                from: firstChanged,
                through: log.last.index,
                maximumBytes: .max
            )
        }
        let stateChanged = state != savedState
        if stateChanged {
            output.hardState = state
            savedState = state
        }
        // A term must be saved before anyone hears of it. And a sole voter commits what its own
        // transaction makes durable, so a learner must not hear of it before.
        let mayAnyGoFirst = !stateChanged && !isQuorumOfOne
        for outgoing in outbox {
            if mayAnyGoFirst, !outgoing.mustFollowTransaction {
                output.sendFirst.append(outgoing.envelope)
            } else {
                output.send.append(outgoing.envelope)
            }
        }
        outbox.removeAll(keepingCapacity: true)
    }

    /// Drops applied entries beyond the tail, half a tail at a time so that the cost is rarely
    /// paid.
    ///
    /// The leader waits for snapshots under way and for those that caught up by one, for they need
    /// what follows, but not for ever. What it held meanwhile goes in several steps.
    private mutating func compact() {
        let limits = settings.limits
        let kept = Int(applied - log.base.index)
        let isOver =
            kept > limits.tailEntries + limits.tailEntries / 2
            || log.keptBytes > limits.tailBytes + limits.tailBytes / 2
        guard isOver, kept > 0 else { return }
        var target = log.base.index
        var remaining = kept
        var bytes = log.keptBytes
        while remaining > limits.tailEntries || (bytes > limits.tailBytes && target < applied) {
            target += 1
            remaining -= 1
            bytes -= log.bytes(at: target)
        }
        let mayHold = kept < limits.heldEntries && log.keptBytes < limits.heldBytes
        target = releaseLog(through: target, mayHold: mayHold)
        target = min(target, log.base.index + LogIndex(limits.compactionEntries))
        guard target > log.base.index, let term = log.term(at: target) else { return }
        let configuration = configurations.configuration(at: target)
        log.compact(through: target)
        configurations.compact(through: target)
        output.compaction = Compaction(
            position: LogPosition(index: target, term: term),
            configuration: configuration
        )
    }

    private mutating func reportLeadership() {
        let current = Reported(role: role, term: term, leader: leader)
        guard current != reported else { return }
        reported = current
        output.leadershipChanged = true
    }

    private mutating func haltedReady() -> Ready {
        var ready = Ready()
        ready.halt = halted
        output = Ready()
        outbox = []
        return ready
    }
}
