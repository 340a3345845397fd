/// A GET that the origin saw.
struct OriginFetch: Sendable {
    var key: String
    /// The node that asked, by its name; nil where it did not say.
    var node: String?
    /// CLOCK_MONOTONIC in nanoseconds.
    var at: UInt64
    /// The first byte that was asked for.
    var offset: UInt64
}
