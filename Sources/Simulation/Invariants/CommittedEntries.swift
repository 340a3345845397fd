import Raft

/// What leaders have declared committed, and in which of their terms.
struct CommittedEntries: Sendable {
    struct Committed: Sendable {
        var term: Term
        /// The term of the leader that first declared it.
        var declaredIn: Term
    }

    /// The element for index 1 is the first.
    private(set) var entries: [Committed] = []

    var last: LogIndex { LogIndex(entries.count) }

    func at(_ index: LogIndex) -> Committed? {
        index >= 1 && index <= last ? entries[Int(index) - 1] : nil
    }

    mutating func append(term: Term, declaredIn: Term) {
        entries.append(Committed(term: term, declaredIn: declaredIn))
    }
}
