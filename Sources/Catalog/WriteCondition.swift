/// What must hold of a key for a write of it to take effect.
package enum WriteCondition: Sendable, Hashable {
    case none
    /// The key has a mapping of exactly this revision (If-Match).
    case revision(UInt64)
    /// The key has no mapping (If-None-Match: *).
    case absent

    /// Whether it holds for a key whose mapping has this revision, or none.
    func holds(for current: UInt64?) -> Bool {
        switch self {
        case .none: true
        case .revision(let revision): current == revision
        case .absent: current == nil
        }
    }
}
