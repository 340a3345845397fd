/// From when to when something was done to a node, CLOCK_MONOTONIC in nanoseconds.
struct HarmSpan: Sendable {
    var node: Int
    var begin: UInt64
    var end: UInt64
}
