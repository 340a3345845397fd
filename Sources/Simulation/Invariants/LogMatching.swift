import Raft

/// Entries of the same index and term are the same, and so is everything before them (Raft figure
/// 3, "Log Matching", §5.3).
///
/// By induction it is enough that each entry, wherever it is appended, has the content and the
/// predecessor's term that it had where it was first seen.
struct LogMatching: Sendable {
    private struct Known: Sendable {
        var content: UInt64
        var previousTerm: Term
    }

    private var known: [LogPosition: Known] = [:]

    mutating func noteAppended(
        _ entry: Entry,
        previousTerm: Term,
        on node: NodeID
    ) throws(Violation) {
        let seen = Known(content: ContentHash.of(entry), previousTerm: previousTerm)
        guard let first = known[entry.position] else {
            known[entry.position] = seen
            return
        }
        guard first.content == seen.content, first.previousTerm == previousTerm else {
            throw Violation("log matching", "\(node) has another entry at \(entry.position)")
        }
    }
}
