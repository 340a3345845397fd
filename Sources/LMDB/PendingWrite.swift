/// A job with its result of the last run and whoever waits for it.
final class PendingWrite<Value: Sendable>: StorageJob, @unchecked Sendable {
    // Sendable: `result` is touched by the storage thread only.
    private let job: @Sendable (borrowing WriteTransaction) throws -> Value
    private let completion: @Sendable (Result<Value, any Error>) -> Void
    private var result: Result<Value, any Error>?

    init(
        _ job: @escaping @Sendable (borrowing WriteTransaction) throws -> Value,
        completion: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        self.job = job
        self.completion = completion
    }

    func run(in transaction: borrowing WriteTransaction) -> Bool {
        do {
            result = .success(try job(transaction))
            return true
        } catch {
            result = .failure(error)
            return false
        }
    }

    func finish(batchFailure: LMDBError?) {
        if let batchFailure {
            completion(.failure(batchFailure))
        } else if let result {
            completion(result)
        } else {
            preconditionFailure("a job was finished that never ran")
        }
    }
}
