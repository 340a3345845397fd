/// A number of an election; at most one leader has it (Raft §5.1).
package typealias Term = UInt64

/// The place of an entry in the log; the first entry has 1, and 0 stands before it.
package typealias LogIndex = UInt64

/// An index and the term of the entry there; by log matching (Raft §5.3) it names the whole log
/// up to it.
package struct LogPosition: Sendable, Hashable, CustomStringConvertible {
    package var index: LogIndex
    package var term: Term

    /// Before the first entry.
    package static let start = LogPosition(index: 0, term: 0)

    package init(index: LogIndex, term: Term) {
        self.index = index
        self.term = term
    }

    /// Whether a log that ends here may lead one that ends at `other` (Raft §5.4.1).
    package func isAtLeastAsUpToDate(as other: LogPosition) -> Bool {
        term != other.term ? term > other.term : index >= other.index
    }

    package var description: String { "\(index)@\(term)" }
}
