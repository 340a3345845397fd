/// How a commit ended that did not fail.
package enum CommitOutcome: Sendable, Equatable {
    /// The object is durable.
    case stored
    /// There was an object and the condition was `ifAbsent`; it is untouched.
    case existed
    /// The fence was closed; nothing was stored.
    case fenced
}
