/// Bytes of a snapshot being received, in order.
///
/// Those at offset 0 discard all that was received before, even of the same identity.
package struct SnapshotWrite: Sendable {
    package var identity: SnapshotIdentity
    package var offset: UInt64
    package var bytes: [UInt8]

    package init(identity: SnapshotIdentity, offset: UInt64, bytes: [UInt8]) {
        self.identity = identity
        self.offset = offset
        self.bytes = bytes
    }
}
