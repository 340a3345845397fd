import Raft

/// The disk of a node under test: what the shell's transactions left.
struct TestDisk {
    var hardState = HardState(term: 0, vote: nil)
    var base = LogPosition.start
    var baseConfiguration: Configuration
    var entries: [Entry] = []
    var applied = LogPosition.start
    var appliedConfiguration: Configuration
    var commands: [String] = []
    var incoming: IncomingSnapshot?
    var incomingBytes: [UInt8] = []

    init(configuration: Configuration) {
        baseConfiguration = configuration
        appliedConfiguration = configuration
    }

    func restoration(_ limits: Limits) -> Restoration {
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

    /// The state machine of the tests is the list of commands it was given.
    var snapshot: [UInt8] { Array(commands.joined(separator: ",").utf8) }

    mutating func commit(_ ready: Ready) {
        if let state = ready.hardState { hardState = state }
        for write in ready.snapshotWrites {
            if write.offset == 0 { incomingBytes = [] }
            incomingBytes += write.bytes
            incoming = IncomingSnapshot(
                identity: write.identity,
                nextOffset: UInt64(incomingBytes.count)
            )
        }
        if let identity = ready.install {
            commands = String(decoding: incomingBytes, as: UTF8.self)
                .split(separator: ",").map(String.init)
            base = identity.position
            baseConfiguration = identity.configuration
            applied = identity.position
            appliedConfiguration = identity.configuration
            entries = []
            incoming = nil
        }
        if let first = ready.entries.first {
            entries.removeSubrange(Int(first.index - base.index - 1)...)
            entries += ready.entries
        }
        for entry in ready.committed {
            if case .command(let bytes) = entry.payload {
                commands.append(String(decoding: bytes, as: UTF8.self))
            }
            if let configuration = entry.configuration { appliedConfiguration = configuration }
            applied = entry.position
        }
        if let compaction = ready.compaction {
            entries.removeFirst(Int(compaction.position.index - base.index))
            base = compaction.position
            baseConfiguration = compaction.configuration
        }
    }
}
