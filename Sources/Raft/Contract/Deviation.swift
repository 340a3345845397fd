/// Deliberate breaches of the algorithm, by which the simulator proves that it would notice them.
///
/// A node that serves has none: the value is empty unless a test sets it, and costs a bit test on
/// paths that are not hot. Breaches of the shell's duties live in the simulation itself.
package struct Deviation: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Commits entries of earlier terms by counting copies (against Raft §5.4.2).
    package static let countsOldTerms = Deviation(rawValue: 1 << 0)
    /// Votes for a candidate whose log is behind (against Raft §5.4.1).
    package static let votesWithoutLogCheck = Deviation(rawValue: 1 << 1)
    /// Votes for every candidate of a term (against Raft §5.2).
    package static let votesTwice = Deviation(rawValue: 1 << 2)
    /// Answers a read without asking a quorum whether it still leads (dissertation §6.4).
    package static let readsWithoutQuorum = Deviation(rawValue: 1 << 3)
    /// Answers a read before an entry of the own term is committed (dissertation §6.4).
    package static let readsBeforeOwnCommit = Deviation(rawValue: 1 << 4)
    /// A follower cuts its log after the previous entry although nothing conflicts (Raft §5.3).
    package static let truncatesMatching = Deviation(rawValue: 1 << 5)
    /// A heartbeat carries the whole commit index to followers that do not match so far.
    package static let heartbeatsWholeCommit = Deviation(rawValue: 1 << 7)
    /// Begins a membership change while another is not committed (dissertation §4.1).
    package static let overlapsChanges = Deviation(rawValue: 1 << 8)
    /// Counts majorities by the last committed configuration, and lets changes overlap.
    package static let configuresAtCommit = Deviation(rawValue: 1 << 9)
    /// Begins a change before an entry of its own term is committed (Ongaro's bug of 2015).
    package static let changesBeforeOwnCommit = Deviation(rawValue: 1 << 10)
    /// Counts a candidate's votes among all members, learners included.
    package static let countsLearners = Deviation(rawValue: 1 << 11)
}
