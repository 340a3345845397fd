/// A follower asks for an index at which its own copy answers linearizably (dissertation §6.4).
package struct ReadRequest: Sendable, Hashable {
    package var term: Term
    /// Names a batch of reads; never used twice, not even after a restart.
    package var batch: UInt64

    package init(term: Term, batch: UInt64) {
        self.term = term
        self.batch = batch
    }
}
