import Determinism

/// A stream under way that this node began.
struct PendingExchange: Sendable {
    /// What the stream is for.
    enum Purpose: Sendable, Equatable {
        case join
        case exchange
        /// The fallback of the probe with this number.
        case probe(UInt32)
        /// The check of the claim with this number.
        case claim(UInt32)
    }

    let id: UInt64
    let purpose: Purpose
    let address: Address
    let deadline: Instant
}
