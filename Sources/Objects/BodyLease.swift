/// One reader's hold on a body of several files: as long as it lives, none of them is removed.
package final class BodyLease: Sendable {
    private let first: FileID
    private let commits: CommitWriter

    /// Nil where the body is being removed.
    init?(_ first: FileID, _ commits: CommitWriter) {
        guard commits.leases.enter(first) else { return nil }
        self.first = first
        self.commits = commits
    }

    deinit {
        commits.leave(first)
    }
}
