/// Every bound of the consensus core, each with the reason for its value.
package struct Limits: Sendable {
    /// The largest command.
    ///
    /// A batch of 1,000 mappings of 8 KB fits; an object never does.
    package var commandBytes = 8 << 20
    /// Entries gathered into one append.
    ///
    /// Large enough that the fixed costs of a message vanish, small enough to pass a 1 Gbit/s link
    /// in 2 ms. One larger entry still goes, alone.
    package var appendBytes = 256 << 10
    /// Entries in one append, so that a flood of empty commands cannot make a decoder allocate.
    package var appendEntries = 4_096
    /// Appends sent to one follower and not yet acknowledged: covers a round trip of 50 ms at one
    /// append a millisecond.
    package var inflightMessages = 64
    /// The same in bytes: what one slow follower may hold in the leader's send buffers.
    package var inflightBytes = 8 << 20
    /// Entries kept in memory; older ones that were applied are asked of the shell.
    package var windowBytes = 16 << 20
    /// Entries a leader holds that are not committed; above it proposals are refused, for they
    /// would only wait longer.
    package var uncommittedBytes = 64 << 20
    /// Commands applied in one transaction, so that a heartbeat never waits for a long one.
    package var applyBytes = 1 << 20
    /// Applied entries that compaction leaves, so that a follower that was away for a moment needs
    /// no snapshot.
    package var tailEntries = 10_000
    /// The same in bytes: whichever is reached first.
    package var tailBytes = 64 << 20
    /// Entries that one compaction drops, so that letting go of what was held is no transaction of
    /// seconds; more than one step can apply, so that the log does not grow meanwhile.
    package var compactionEntries = 65_536
    /// Applied entries that a leader keeps for followers that receive a snapshot, and until they
    /// have caught up from there: what is written in a quarter of an hour at five thousand a second.
    ///
    /// A snapshot for which that is too short begins anew.
    package var heldEntries = 4_500_000
    /// The same in bytes: whichever is reached first.
    package var heldBytes = 4 << 30
    /// One part of a snapshot: one is under way at a time, so on 50 ms this gives 20 MB/s.
    package var snapshotChunkBytes = 1 << 20
    /// Members: a hundred nodes are planned for; a configuration entry stays below 10 KiB.
    package var members = 1_024
    /// Voters: two may fail; more only make each write slower.
    package var voters = 5
    /// Reads waiting for confirmation at one node: a second's worth.
    package var pendingReads = 65_536
    /// Rounds of read confirmation under way; reads that arrive meanwhile share the next one.
    package var readRounds = 2

    package init() {}
}
