/// The sender still follows, as of a round.
package struct HeartbeatResponse: Sendable, Hashable {
    package var term: Term
    package var round: UInt64

    package init(term: Term, round: UInt64) {
        self.term = term
        self.round = round
    }
}
