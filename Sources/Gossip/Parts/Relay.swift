import Determinism

/// A probe made on another member's behalf.
struct Relay: Sendable {
    /// The number under which this node pings.
    let sequence: UInt32
    let asker: Address
    /// The number under which the asker waits.
    let askerSequence: UInt32
    /// When the asker is told that there is no answer yet; nil after that.
    var refusalDeadline: Instant?
    let endDeadline: Instant
}
