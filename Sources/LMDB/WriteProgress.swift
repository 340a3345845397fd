/// What the jobs of a batch have done to their transaction so far.
///
/// Used by the storage thread only.
final class WriteProgress {
    /// Changes tried, so that a job that throws before its first change is known to need no undoing.
    var changes = 0
    /// A failure of LMDB itself, after which the transaction cannot be committed.
    var failure: LMDBError?
    let openCursors: UnsafeMutablePointer<Int>

    init() {
        openCursors = .allocate(capacity: 1)
        openCursors.initialize(to: 0)
    }

    deinit {
        openCursors.deallocate()
    }
}
