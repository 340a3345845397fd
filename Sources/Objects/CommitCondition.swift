/// Under which condition an object is stored.
package enum CommitCondition: Sendable, Equatable {
    case always
    /// Only where there is none (`If-None-Match: *`), so that a fill never replaces a user's PUT.
    case ifAbsent
}
