import Raft

/// What one node's disk holds: the tables a real shell keeps, each transaction carried out as a
/// `Ready` asks.
struct DiskImage<Machine: StateMachine>: Sendable {
    var hardState = HardState(term: 0, vote: nil)
    private(set) var base = LogPosition.start
    private(set) var baseConfiguration: Configuration
    /// Those after `base`.
    private(set) var entries: [Entry] = []
    private(set) var applied = LogPosition.start
    private(set) var appliedConfiguration: Configuration
    var machine = Machine()
    private(set) var incoming: IncomingSnapshot?
    private(set) var incomingBytes: [UInt8] = []

    init(configuration: Configuration) {
        baseConfiguration = configuration
        appliedConfiguration = configuration
    }

    func term(at index: LogIndex) -> Term? {
        if index == base.index { return base.term }
        guard index > base.index, index - base.index <= LogIndex(entries.count) else { return nil }
        return entries[Int(index - base.index) - 1].term
    }

    func entries(from start: LogIndex, maximumBytes: Int, maximumCount: Int) -> [Entry] {
        guard start > base.index, start - base.index <= LogIndex(entries.count) else { return [] }
        var result: [Entry] = []
        var bytes = 0
        for entry in entries[(Int(start - base.index) - 1)...] {
            bytes += entry.byteCount
            // Only what is applied may be given out: the rest could still be replaced.
            guard result.isEmpty || bytes <= maximumBytes, result.count < maximumCount,
                entry.index <= applied.index
            else { break }
            result.append(entry)
        }
        return result
    }

    func restoration(limits: Limits) -> Restoration {
        var restoration = Restoration(
            hardState: hardState,
            base: base,
            configuration: baseConfiguration,
            applied: applied,
            limits: limits
        )
        for entry in entries { restoration.append(entry) }
        restoration.incoming = incoming
        return restoration
    }

    /// Carries out the transaction of a `Ready`; `applying` hears of each command's effect.
    mutating func commit(
        _ ready: Ready,
        fault: Fault?,
        applying: (Entry, Applied?, UInt64) -> Void
    ) {
        if let state = ready.hardState { save(state, fault: fault) }
        for write in ready.snapshotWrites { save(write) }
        if let identity = ready.install { install(identity) }
        if let first = ready.entries.first {
            entries.removeSubrange(Int(first.index - base.index - 1)...)
            entries.append(contentsOf: ready.entries)
        }
        for entry in ready.committed { apply(entry, fault: fault, applying: applying) }
        if let compaction = ready.compaction {
            entries.removeFirst(Int(compaction.position.index - base.index))
            base = compaction.position
            baseConfiguration = compaction.configuration
        }
    }

    /// A transaction of which a crash kept only the log: what `tearsTransactions` leaves behind.
    mutating func commitTorn(_ ready: Ready) {
        if let state = ready.hardState { hardState = state }
        for entry in ready.committed {
            applied = entry.position
        }
        guard ready.install == nil, let first = ready.entries.first else { return }
        entries.removeSubrange(Int(first.index - base.index - 1)...)
        entries.append(contentsOf: ready.entries)
    }

    /// What `forgetsAppliedPosition` does at a crash: the commands stay, their number does not.
    mutating func forgetLastApplied() {
        guard applied.index > base.index, let term = term(at: applied.index - 1) else { return }
        applied = LogPosition(index: applied.index - 1, term: term)
    }

    private mutating func save(_ state: HardState, fault: Fault?) {
        switch fault {
        case .forgetsVote: hardState = HardState(term: state.term, vote: nil)
        case .losesTerm: break
        default: hardState = state
        }
    }

    private mutating func save(_ write: SnapshotWrite) {
        if write.offset == 0 {
            incoming = IncomingSnapshot(identity: write.identity, nextOffset: 0)
            incomingBytes = []
        }
        precondition(
            incoming?.identity == write.identity && write.offset == UInt64(incomingBytes.count),
            "parts come in order"
        )
        incomingBytes += write.bytes
        incoming?.nextOffset = UInt64(incomingBytes.count)
    }

    private mutating func install(_ identity: SnapshotIdentity) {
        precondition(incoming?.identity == identity, "only what was received can be installed")
        machine = Machine(snapshot: incomingBytes)
        base = identity.position
        baseConfiguration = identity.configuration
        applied = identity.position
        appliedConfiguration = identity.configuration
        entries = []
        incoming = nil
        incomingBytes = []
    }

    private mutating func apply(
        _ entry: Entry,
        fault: Fault?,
        applying: (Entry, Applied?, UInt64) -> Void
    ) {
        precondition(entry.index == applied.index + 1, "each entry is applied once, in order")
        var effect: Applied?
        switch entry.payload {
        case .empty: break
        case .configuration(let configuration): appliedConfiguration = configuration
        case .command(let bytes):
            if fault == .ignoresSessions { machine.forgetSessions() }
            effect = machine.apply(bytes)
        }
        applied = entry.position
        applying(entry, effect, machine.fingerprint)
    }
}
