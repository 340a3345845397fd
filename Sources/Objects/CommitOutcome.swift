/// How a commit ended that did not fail.
package enum CommitOutcome: Sendable, Equatable {
    /// The object is durable.
    case stored
    /// There was an object and the condition was `ifAbsent`; it is untouched.
    case existed
    /// There is no object and the condition was `ifMatch`.
    case missing
    /// The object has another entity tag than `ifMatch` says; it is untouched.
    case changed
    /// The fence was closed; nothing was stored.
    case fenced
}
