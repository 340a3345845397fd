/// Where the sender is to go on; a part that was lost is asked for again this way.
///
/// The last part is answered by `AppendAccepted` once the snapshot is installed.
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
