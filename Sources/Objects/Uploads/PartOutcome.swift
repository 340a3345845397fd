/// How the storing of a part ended that did not fail.
package enum PartOutcome: Sendable, Equatable {
    /// The part is durable, and has replaced an earlier one of its number.
    case stored
    /// There is no such upload (any more); the part was dropped.
    case noUpload
}
