/// What a node's own copy gave; it may be old, but not wrong.
struct LocalRead: Sendable {
    var node: Int
    var key: String
    var value: UInt64
    var revision: UInt64
}
