import Raft

/// An entry committed in a term is in the log of every leader of a later term (Raft figure 3,
/// "Leader Completeness", §5.4.3).
struct LeaderCompleteness: Sendable {
    func check(_ node: RaftNode, committed: CommittedEntries) throws(Violation) {
        let status = node.status
        var index = committed.last
        while index > status.base.index {
            defer { index -= 1 }
            guard let entry = committed.at(index), entry.declaredIn < status.term else { continue }
            guard node.logTerm(at: index) == entry.term else {
                throw Violation(
                    "leader completeness",
                    "\(status.id) leads term \(status.term) without \(index)@\(entry.term)"
                )
            }
        }
    }
}
