/// The follower's log on disk matches the leader's up to an index.
package struct AppendAccepted: Sendable, Hashable {
    package var term: Term
    package var match: LogIndex
    package var round: UInt64

    package init(term: Term, match: LogIndex, round: UInt64) {
        self.term = term
        self.match = match
        self.round = round
    }
}
