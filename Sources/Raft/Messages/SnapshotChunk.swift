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
