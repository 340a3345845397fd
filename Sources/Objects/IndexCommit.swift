internal import LMDB

/// The part of a commit that runs on the storage thread: conditions are judged where nothing can
/// come between the judgement and the change.
struct IndexCommit: Sendable {
    /// What the job decided and which files lost their record.
    struct Decision: Sendable {
        let outcome: CommitOutcome
        let replaced: [FileID]
    }

    let path: [UInt8]
    let record: ObjectRecord
    let condition: CommitCondition
    let unlessFenced: (@Sendable () -> Bool)?
    let completion: @Sendable (Result<CommitOutcome, ObjectStoreError>) -> Void

    /// Refuses a body of another size than the record says.
    func check(bodySize: UInt64) throws(ObjectStoreError) {
        guard record.size == bodySize else {
            throw .sizeMismatch(record: record.size, body: bodySize)
        }
    }

    func run(
        body: RecordLayout.Body,
        on index: ObjectIndex,
        in transaction: borrowing WriteTransaction
    ) throws -> Decision {
        if let unlessFenced, unlessFenced() { return Decision(outcome: .fenced, replaced: []) }
        if condition != .always {
            let present = try index.replaced(path, in: transaction.reading)
            let verdict = condition.judge(etag: present?.etag)
            guard verdict == .stored else { return Decision(outcome: verdict, replaced: []) }
        }
        let replaced = try index.put(path, record: record, body: body, in: transaction)
        return Decision(outcome: .stored, replaced: replaced)
    }
}
