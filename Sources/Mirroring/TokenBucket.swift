package import Determinism

/// A bandwidth shared by the fills of a mapping: bytes accrue at a rate up to a burst, and are
/// taken before they are read.
package struct TokenBucket: Sendable {
    private static let second: UInt64 = 1_000_000_000

    /// Bytes a second.
    package private(set) var rate: UInt64
    private var burst: UInt64
    private var tokens: UInt64
    /// Nanosecond-bytes accrued beyond whole tokens, below a second.
    private var remainder: UInt64 = 0
    private var updated: Instant

    /// - Parameter rate: bytes a second, above 0. A quarter of a second may be taken at once, so
    ///   that one wake-up moves a sensible amount.
    package init(rate: UInt64, at now: Instant) {
        precondition(rate > 0, "a rate of no bytes a second never ends")
        self.rate = rate
        burst = max(rate / 4, 1)
        tokens = burst
        updated = now
    }

    /// Changes the rate; what has accrued stays, up to the new burst.
    package mutating func setRate(_ newRate: UInt64, at now: Instant) {
        precondition(newRate > 0, "a rate of no bytes a second never ends")
        accrue(at: now)
        rate = newRate
        burst = max(newRate / 4, 1)
        tokens = min(tokens, burst)
    }

    /// Takes up to `limit` bytes, or tells when it is worth asking again.
    ///
    /// Nothing is granted below a quantum of 16 KiB (or the burst, or the limit, if smaller), so a
    /// slow mapping does not wake up for single bytes.
    package mutating func take(
        upTo limit: UInt64,
        at now: Instant
    ) -> (granted: UInt64, waitUntil: Instant?) {
        accrue(at: now)
        let quantum = min(limit, burst, 16_384)
        if tokens >= quantum {
            let granted = min(limit, tokens)
            tokens -= granted
            return (granted, nil)
        }
        let (high, low) = (quantum - tokens).multipliedFullWidth(by: TokenBucket.second)
        let (wait, rest) = rate.dividingFullWidth((high, low))
        let whole = Int64(clamping: wait + (rest > 0 ? 1 : 0))
        return (0, now.advanced(by: .nanoseconds(whole)))
    }

    private mutating func accrue(at now: Instant) {
        guard now > updated else { return }
        let elapsed = now.nanoseconds - updated.nanoseconds
        updated = now
        let product = rate.multipliedFullWidth(by: elapsed)
        let (low, carry) = product.low.addingReportingOverflow(remainder)
        let high = product.high + (carry ? 1 : 0)
        // The quotient fits 64 bits only below this; beyond it the bucket is full anyway.
        guard high < TokenBucket.second else {
            tokens = burst
            remainder = 0
            return
        }
        let (gained, rest) = TokenBucket.second.dividingFullWidth((high, low))
        let (sum, overflow) = tokens.addingReportingOverflow(gained)
        tokens = overflow ? burst : min(sum, burst)
        remainder = tokens == burst ? 0 : rest
    }
}
