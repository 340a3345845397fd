import Raft

/// One node of the world: a core, its disk and clock, and the memory of the shell between.
///
/// A class, so that looking at one of its values copies no other.
final class VirtualNode<Machine: StateMachine> {
    /// A write that got its place in the log and waits for it to be applied.
    struct Writer: Sendable {
        var term: Term
        var request: ClientRequest
    }

    /// A snapshot being sent.
    struct Sending: Sendable {
        var identity: SnapshotIdentity
        var bytes: [UInt8]
    }

    let id: NodeID
    let index: Int
    var disk: VirtualDisk<Machine>
    var clock: VirtualClock
    /// Counts starts.
    var incarnation = 0

    // What a crash takes away.

    /// Nil while the node is down.
    var core: RaftNode?
    var inbox: [Event] = []
    /// The `Ready` whose transaction is being saved.
    var underWay: Ready?
    var proposals: [UInt64: ClientRequest] = [:]
    var writers: [LogIndex: Writer] = [:]
    var readers: [UInt64: ClientRequest] = [:]
    var sending: [NodeID: Sending] = [:]

    /// Counts transactions, so that the end of an earlier life's is recognised.
    var saves: UInt64 = 0
    /// Recognises the timer in force.
    var timer: UInt64 = 0

    init(index: Int, configuration: Configuration, clock: VirtualClock) {
        id = NodeID(UInt64(index) + 1)
        self.index = index
        self.clock = clock
        disk = VirtualDisk(configuration: configuration)
    }

    /// Loses everything but the disk; true if the transaction under way was completed all the same.
    func crash(
        at time: UInt64,
        fault: Fault?,
        _ chance: inout Chance,
        applying: (Entry, Applied?, UInt64) -> Void
    ) -> Bool {
        let isCompleted = disk.crash(
            underWay: underWay,
            at: time,
            fault: fault,
            &chance,
            applying: applying
        )
        core = nil
        inbox = []
        underWay = nil
        proposals = [:]
        writers = [:]
        readers = [:]
        sending = [:]
        saves += 1
        timer += 1
        return isCompleted
    }
}
