/// How the completion of an upload ended that did not fail.
package enum CompletionOutcome: Sendable {
    /// As a commit ends; the upload is gone only if the object was stored.
    case committed(CommitOutcome)
    /// There is no such upload.
    case noUpload
    /// It was completed before, and the object had this entity tag then.
    case completedBefore(etag: String)
    /// The plan refused.
    case refused(any Error)
}
