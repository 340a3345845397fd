import Raft

/// A leader declares an entry committed only when a majority of the voters it counts has it on disk
/// (Raft §5.3, §5.4.2); a follower only repeats what some leader declared.
struct CommittedOnQuorum: Sendable {
    /// - Parameter isDurable: whether a node's disk, after a crash now, would have the entry.
    func check(
        _ node: NodeID,
        term: Term,
        position: LogPosition,
        configuration: Configuration,
        isDurable: (NodeID, LogPosition) -> Bool
    ) throws(Violation) {
        guard position.term == term else {
            throw Violation(
                "committed on a quorum",
                "\(node) committed \(position) of an earlier term than its \(term) by counting"
            )
        }
        var copies = 0
        for voter in configuration.voters where isDurable(voter, position) { copies += 1 }
        guard copies >= configuration.majority else {
            throw Violation(
                "committed on a quorum",
                "\(node) committed \(position) with \(copies) copies among \(configuration)"
            )
        }
    }

    func checkFollower(
        _ node: NodeID,
        position: LogPosition,
        committed: CommittedEntries
    ) throws(Violation) {
        guard let declared = committed.at(position.index) else {
            throw Violation(
                "committed on a quorum",
                "\(node) takes \(position) for committed, but no leader declared it"
            )
        }
        guard declared.term == position.term else {
            throw Violation(
                "committed on a quorum",
                "\(node) takes \(position) for committed, declared was term \(declared.term)"
            )
        }
    }
}
