/// The follower's log does not hold what should come before the entries.
package struct AppendRejected: Sendable, Hashable {
    package var term: Term
    /// The `previous.index` that did not match.
    package var previousIndex: LogIndex
    /// The last place where the logs could match, as far as the follower can tell.
    package var hint: LogPosition

    package init(term: Term, previousIndex: LogIndex, hint: LogPosition) {
        self.term = term
        self.previousIndex = previousIndex
        self.hint = hint
    }
}
