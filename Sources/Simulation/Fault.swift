import Raft

/// A mistake made on purpose, in the core or in the shell around it, to prove that the simulator
/// notices mistakes of its kind.
///
/// The table of docs/simulation.md says what each one breaks.
package enum Fault: String, CaseIterable, Sendable {
    // In the core.
    case countsOldTerms = "counts-old-terms"
    case votesWithoutLogCheck = "votes-without-log-check"
    case votesTwice = "votes-twice"
    case readsWithoutQuorum = "reads-without-quorum"
    case readsBeforeOwnCommit = "reads-before-own-commit"
    case truncatesMatching = "truncates-matching"
    case heartbeatsWholeCommit = "heartbeats-whole-commit"
    case overlapsChanges = "overlaps-changes"
    case configuresAtCommit = "configures-at-commit"
    case changesBeforeOwnCommit = "changes-before-own-commit"
    case countsLearners = "counts-learners"

    // In the shell.
    case forgetsVote = "forgets-vote"
    case losesTerm = "loses-term"
    case acknowledgesBeforeSync = "acknowledges-before-sync"
    case snapshotForgetsSessions = "snapshot-forgets-sessions"
    case acknowledgesSnapshotBeforeSaved = "acknowledges-snapshot-before-saved"
    case readsLocalCopy = "reads-local-copy"
    case forgetsAppliedPosition = "forgets-applied-position"
    case ignoresSessions = "ignores-sessions"
    case tearsTransactions = "tears-transactions"
    case answersBeforeCommit = "answers-before-commit"

    /// The breach of the core's rules, if it is one of those.
    var deviation: Deviation {
        switch self {
        case .countsOldTerms: .countsOldTerms
        case .votesWithoutLogCheck: .votesWithoutLogCheck
        case .votesTwice: .votesTwice
        case .readsWithoutQuorum: .readsWithoutQuorum
        case .readsBeforeOwnCommit: .readsBeforeOwnCommit
        case .truncatesMatching: .truncatesMatching
        case .heartbeatsWholeCommit: .heartbeatsWholeCommit
        case .overlapsChanges: .overlapsChanges
        case .configuresAtCommit: .configuresAtCommit
        case .changesBeforeOwnCommit: .changesBeforeOwnCommit
        case .countsLearners: .countsLearners
        default: []
        }
    }
}
