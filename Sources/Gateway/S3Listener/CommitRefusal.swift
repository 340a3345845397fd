internal import Objects
internal import S3

/// What a client is told when the store did not do what it was asked on a condition.
enum CommitRefusal {
    /// Nil where it was done.
    static func error(_ outcome: CommitOutcome, _ reply: S3Reply) -> S3Error? {
        switch outcome {
        case .stored: nil
        case .existed: .preconditionFailed("If-None-Match")
        case .changed: .preconditionFailed("If-Match")
        case .missing: .noSuchKey(reply.key)
        // The fence of a client's write is its bucket.
        case .fenced: .noSuchBucket(reply.bucket)
        }
    }
}

extension CommitCondition {
    init(_ condition: UploadFields.Condition) {
        switch condition {
        case .always: self = .always
        case .ifAbsent: self = .ifAbsent
        case .ifMatch(let etag): self = .ifMatch(etag)
        }
    }
}
