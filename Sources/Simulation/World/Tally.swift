import Raft

/// What a run did, to see that it tries what it should.
package struct Tally: Sendable, Hashable {
    package var steps = 0
    package var virtualNanoseconds: UInt64 = 0
    package var committed: UInt64 = 0
    package var elections = 0
    package var writesAnswered = 0
    package var readsAnswered = 0
    package var crashes = 0
    package var configurationsApplied = 0
    /// Those of them that changed who votes.
    package var votersChanged = 0
    package var snapshotsInstalled = 0
    package var entriesLoaded = 0
    package var stalls = 0
    package var failedSaves = 0
    package var transfers = 0
    package var retriesSwallowed = 0
    package var exhaustedKeys = 0

    package init() {}

    /// Takes another run into account.
    package mutating func add(_ other: Tally) {
        steps += other.steps
        virtualNanoseconds += other.virtualNanoseconds
        committed += other.committed
        elections += other.elections
        writesAnswered += other.writesAnswered
        readsAnswered += other.readsAnswered
        crashes += other.crashes
        configurationsApplied += other.configurationsApplied
        votersChanged += other.votersChanged
        snapshotsInstalled += other.snapshotsInstalled
        entriesLoaded += other.entriesLoaded
        stalls += other.stalls
        failedSaves += other.failedSaves
        transfers += other.transfers
        retriesSwallowed += other.retriesSwallowed
        exhaustedKeys += other.exhaustedKeys
    }
}
