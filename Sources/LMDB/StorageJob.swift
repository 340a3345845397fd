/// A job of any result, as the storage thread sees it.
protocol StorageJob: AnyObject, Sendable {
    /// Runs the job once more and keeps its result; says whether it succeeded.
    func run(in transaction: borrowing WriteTransaction) -> Bool

    /// Hands the last result on, or the failure of the whole batch.
    func finish(batchFailure: LMDBError?)
}
