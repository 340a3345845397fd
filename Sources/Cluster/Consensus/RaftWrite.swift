package import Raft

/// The part of a `Ready` that is one transaction.
package struct RaftWrite: Sendable {
    package var hardState: HardState?
    package var snapshotWrites: [SnapshotWrite] = []
    package var install: SnapshotIdentity?
    package var entries: [Entry] = []
    package var committed: [Entry] = []
    package var compaction: Compaction?

    package init() {}

    package init(_ ready: Ready) {
        hardState = ready.hardState
        snapshotWrites = ready.snapshotWrites
        install = ready.install
        entries = ready.entries
        committed = ready.committed
        compaction = ready.compaction
    }
}
