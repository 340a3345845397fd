/// Read a part of a snapshot for a follower.
///
/// Without an identity the shell begins a new one of the present state, giving up what it still
/// kept for that follower; its position must not be before the base of the log.
package struct SnapshotRead: Sendable {
    package var peer: NodeID
    package var identity: SnapshotIdentity?
    package var offset: UInt64
    package var maximumBytes: Int

    package init(peer: NodeID, identity: SnapshotIdentity?, offset: UInt64, maximumBytes: Int) {
        self.peer = peer
        self.identity = identity
        self.offset = offset
        self.maximumBytes = maximumBytes
    }
}
