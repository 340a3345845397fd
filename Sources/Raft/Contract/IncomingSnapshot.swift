/// A snapshot of which this node has the first `nextOffset` bytes.
package struct IncomingSnapshot: Sendable, Hashable {
    package var identity: SnapshotIdentity
    package var nextOffset: UInt64

    package init(identity: SnapshotIdentity, nextOffset: UInt64) {
        self.identity = identity
        self.nextOffset = nextOffset
    }
}
