/// A moment on a monotonic clock, in nanoseconds since an origin that only differences may reveal.
///
/// Cores are told the time; they never ask for it. Shells read `CLOCK_MONOTONIC`, the simulator
/// counts its own.
package struct Instant: Sendable, Hashable, Comparable {
    package var nanoseconds: UInt64

    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment a span later; saturates instead of overflowing, for spans may come from users.
    package func advanced(by duration: Duration) -> Instant {
        let step = duration.wholeNanoseconds
        guard step >= 0 else {
            let magnitude = step.magnitude
            return Instant(nanoseconds: nanoseconds > magnitude ? nanoseconds - magnitude : 0)
        }
        let (sum, overflow) = nanoseconds.addingReportingOverflow(UInt64(step))
        return Instant(nanoseconds: overflow ? .max : sum)
    }

    /// The span from an earlier moment to this one; zero when `earlier` is later.
    package func duration(since earlier: Instant) -> Duration {
        guard nanoseconds > earlier.nanoseconds else { return .zero }
        return .nanoseconds(Int64(clamping: nanoseconds - earlier.nanoseconds))
    }
}
