/// The leader's answer, once a quorum has confirmed that it led after the question.
package struct ReadResponse: Sendable, Hashable {
    package var term: Term
    package var batch: UInt64
    package var index: LogIndex

    package init(term: Term, batch: UInt64, index: LogIndex) {
        self.term = term
        self.batch = batch
        self.index = index
    }
}
