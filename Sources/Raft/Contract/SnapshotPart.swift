/// A part of a snapshot read for a follower.
package struct SnapshotPart: Sendable {
    package var peer: NodeID
    package var identity: SnapshotIdentity
    package var offset: UInt64
    package var isLast: Bool
    package var bytes: [UInt8]

    package init(
        peer: NodeID,
        identity: SnapshotIdentity,
        offset: UInt64,
        isLast: Bool,
        bytes: [UInt8]
    ) {
        self.peer = peer
        self.identity = identity
        self.offset = offset
        self.isLast = isLast
        self.bytes = bytes
    }
}
