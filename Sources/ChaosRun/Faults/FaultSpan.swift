/// From when to when a fault was in force, CLOCK_MONOTONIC in nanoseconds.
struct FaultSpan: Sendable {
    var fault: String
    var begin: UInt64
    var end: UInt64
}
