/// Under which condition an object is stored.
package enum CommitCondition: Sendable, Equatable {
    case always
    /// Only where there is none (`If-None-Match: *`), so that a fill never replaces a user's PUT.
    case ifAbsent
    /// Only over an object with this entity tag (without quotes), or over any where it is `*`.
    case ifMatch(String)

    /// What the condition makes of the object that is there, nil being none; `stored` means go on.
    func judge(etag: String?) -> CommitOutcome {
        switch self {
        case .always: .stored
        case .ifAbsent: etag == nil ? .stored : .existed
        case .ifMatch(let expected):
            switch etag {
            case nil: .missing
            case .some(let etag): expected == "*" || expected == etag ? .stored : .changed
            }
        }
    }
}
