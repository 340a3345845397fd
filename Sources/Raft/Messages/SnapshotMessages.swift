/// A part of the leader's state, for a follower whose next entry is compacted (Raft §7).
package struct SnapshotChunk: Sendable, Hashable {
    package var term: Term
    package var identity: SnapshotIdentity
    package var offset: UInt64
    package var isLast: Bool
    package var bytes: [UInt8]

    package init(
        term: Term,
        identity: SnapshotIdentity,
        offset: UInt64,
        isLast: Bool,
        bytes: [UInt8]
    ) {
        self.term = term
        self.identity = identity
        self.offset = offset
        self.isLast = isLast
        self.bytes = bytes
    }
}

/// Where the sender is to go on; a part that was lost is asked for again this way. The last part is
/// answered by `AppendAccepted` once the snapshot is installed.
package struct SnapshotReceived: Sendable, Hashable {
    package var term: Term
    package var token: UInt64
    package var nextOffset: UInt64

    package init(term: Term, token: UInt64, nextOffset: UInt64) {
        self.term = term
        self.token = token
        self.nextOffset = nextOffset
    }
}
