/// The leader asks a node to take over at once (dissertation §3.10).
package struct TimeoutNow: Sendable, Hashable {
    package var term: Term

    package init(term: Term) {
        self.term = term
    }
}
