/// Tells a leader or candidate of the past that the cluster has gone on.
package struct StaleTerm: Sendable, Hashable {
    package var term: Term

    package init(term: Term) {
        self.term = term
    }
}
