/// A change as watchers see it.
struct Change: Sendable, Hashable {
    var key: String
    /// 0 for a delete.
    var value: UInt64
    var revision: UInt64
}
