/// What the shell must do after a step, completely and in this order, before the next step.
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

    /// Whether the transaction must be durable before `send`.
    ///
    /// When only commands are applied it need not be: after a crash the log gives them again.
    package var needsSync: Bool {
        hardState != nil || !entries.isEmpty || install != nil
    }

    /// Whether there is anything to do in the transaction.
    package var hasTransaction: Bool {
        needsSync || !committed.isEmpty || !snapshotWrites.isEmpty || compaction != nil
    }
}
