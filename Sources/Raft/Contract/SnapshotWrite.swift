/// Bytes of a snapshot being received; the first of another identity discard what there was.
package struct SnapshotWrite: Sendable {
    package var identity: SnapshotIdentity
    package var offset: UInt64
    package var bytes: [UInt8]
}
