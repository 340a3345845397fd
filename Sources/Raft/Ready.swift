/// What the shell must do after a step, completely and in this order, before the next step:
///
/// 1. send `sendFirst`; this may go on while the next point runs;
/// 2. in **one** transaction: save `hardState`; save `snapshotWrites`; carry out `install`; replace
///    the log from `entries[0].index` on by `entries`; apply `committed` to the state machine, each
///    exactly once, with the applied position; delete the log through `compaction`. If `needsSync`,
///    make it durable. If it fails, nothing of it may be visible, and it is tried again;
/// 3. send `send`;
/// 4. answer `accepted`, `refused`, `reads` and the commands just applied; start `loads` and
///    `snapshotReads`, whose answers come back as events.
///
/// While point 2 takes longer than an election timeout, the shell calls
/// `RaftNode.storageStalled(at:)`, the only call allowed meanwhile.
package struct Ready: Sendable {
    /// Messages that claim nothing about this node's disk: above all the leader's entries, which
    /// followers save while the leader does.
    package internal(set) var sendFirst: [Envelope] = []

    package internal(set) var hardState: HardState?
    package internal(set) var snapshotWrites: [SnapshotWrite] = []
    /// The snapshot, all of whose parts are now written, becomes the state machine, the applied
    /// position and the base of the log; every entry of the log is deleted.
    package internal(set) var install: SnapshotIdentity?
    package internal(set) var entries: [Entry] = []
    package internal(set) var committed: [Entry] = []
    package internal(set) var compaction: Compaction?

    /// Messages that may leave only when the transaction is durable: votes and acknowledgements.
    package internal(set) var send: [Envelope] = []

    package internal(set) var accepted: [AcceptedProposal] = []
    package internal(set) var refused: [RefusedProposal] = []
    package internal(set) var reads: [ReadAnswer] = []
    package internal(set) var transfer: TransferOutcome?
    package internal(set) var loads: [EntryLoad] = []
    package internal(set) var snapshotReads: [SnapshotRead] = []
    /// Role, term or known leader changed; the new ones are in `RaftNode.status`.
    package internal(set) var leadershipChanged = false
    /// A broken invariant: the node has stopped for good and the process should, with this reason.
    package internal(set) var halt: Halt?

    package init() {}

    /// Whether the transaction must be durable before `send`. When only commands are applied it
    /// need not be: after a crash the log gives them again.
    package var needsSync: Bool {
        hardState != nil || !entries.isEmpty || install != nil
    }

    /// Whether there is anything to do in the transaction.
    package var hasTransaction: Bool {
        needsSync || !committed.isEmpty || !snapshotWrites.isEmpty || compaction != nil
    }
}

/// Bytes of a snapshot being received; the first of another identity discard what there was.
package struct SnapshotWrite: Sendable {
    package var identity: SnapshotIdentity
    package var offset: UInt64
    package var bytes: [UInt8]
}

/// Entries through `position` are applied and no longer needed. The position and the configuration
/// in force there are saved as the log's new base.
package struct Compaction: Sendable {
    package var position: LogPosition
    package var configuration: Configuration
}

/// A proposal got a place in the log. It took effect if the entry applied at this index has this
/// term, and it never will if another term is applied there.
package struct AcceptedProposal: Sendable {
    package var id: UInt64
    package var position: LogPosition
}

/// A proposal had no effect and never will.
package struct RefusedProposal: Sendable {
    package var id: UInt64
    package var reason: Refusal
}

/// Why a proposal, a change or a transfer was refused.
package enum Refusal: Error, Sendable, Hashable {
    /// Another node leads, if known.
    case notLeader(NodeID?)
    /// Leadership is being handed over; try again shortly.
    case transferring
    /// Too many bytes wait for a quorum.
    case overloaded
    case tooLarge(limit: Int)
    /// Another membership change, or this term's first entry, is not committed yet.
    case changeUnderWay
    /// The change makes no sense in the present configuration.
    case invalidChange
    /// The learner has not caught up.
    case lagging
    /// After the change, the voters that are heard would not be a majority.
    case wouldLoseQuorum
    /// The target cannot lead.
    case notVoter
}

/// The answer to a read.
package struct ReadAnswer: Sendable {
    package var id: UInt64
    /// The state machine as this `Ready` leaves it may answer; or why not.
    package var result: Result<LogIndex, ReadFailure>
}

/// Why a read could not be confirmed. It may be tried again.
package enum ReadFailure: Error, Sendable, Hashable {
    /// No leader with a quorum confirmed it within an election timeout.
    case noQuorum
    /// The disk does not answer.
    case storageStalled
    /// Too many reads wait.
    case overloaded
}

/// How a transfer ended.
package enum TransferOutcome: Sendable, Hashable {
    /// This node leads no more.
    case handedOver
    /// The target did not take over within an election timeout; this node leads on.
    case timedOut
    case refused(Refusal)
}

/// Read entries back for a follower: from an index, up to a number of bytes but at least one.
package struct EntryLoad: Sendable {
    package var peer: NodeID
    package var start: LogIndex
    package var maximumBytes: Int
    package var maximumCount: Int
}

/// Read a part of a snapshot for a follower. Without an identity the shell begins a new one of the
/// present state, giving up what it still kept for that follower; its position must not be before
/// the base of the log.
package struct SnapshotRead: Sendable {
    package var peer: NodeID
    package var identity: SnapshotIdentity?
    package var offset: UInt64
    package var maximumBytes: Int
}

/// An invariant that does not hold; going on could lose data.
package enum Halt: Error, Sendable, Hashable {
    /// The leader's entry differs from one that is committed here.
    case committedConflict(committed: LogPosition, received: LogPosition)
    /// The leader knows this node to have entries that it does not have.
    case logLost(commit: LogIndex, last: LogPosition)
    /// Another leader of the same term.
    case twoLeaders(term: Term, other: NodeID)
}
