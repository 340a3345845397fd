internal import Synchronization

/// How often a quantity fell into each of some ranges, and its sum.
///
/// Observations are whole numbers (nanoseconds, bytes), so that the sum is one atomic addition; the
/// rendering divides by `scale`, as Prometheus wants seconds.
package final class Histogram: Sendable {
    /// The inclusive upper ends of the ranges, rising; one more range is open above.
    let bounds: [UInt64]
    /// How many observed units one rendered unit has.
    let scale: UInt64
    private let buckets: [Counter]
    private let total = Atomic<UInt64>(0)

    init(bounds: [UInt64], scale: UInt64) {
        precondition(scale > 0, "a histogram's scale must not be 0")
        precondition(!bounds.isEmpty, "a histogram has bounds")
        precondition(
            zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 },
            "a histogram's bounds rise: \(bounds)"
        )
        self.bounds = bounds
        self.scale = scale
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    /// Counts one observation in observed units, not in rendered ones.
    package func observe(_ value: UInt64) {
        var position = 0
        while position < bounds.count, value > bounds[position] { position += 1 }
        buckets[position].increment()
        total.wrappingAdd(value, ordering: .relaxed)
    }

    /// Observes a span on a histogram of nanoseconds; a negative one counts as none.
    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return observe(0) }
        let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        observe(overflow ? .max : product &+ UInt64(attoseconds / 1_000_000_000))
    }

    /// The observations in each range, the open one last.
    package var counts: [UInt64] { buckets.map(\.value) }

    package var sum: UInt64 { total.load(ordering: .relaxed) }

    /// Ranges from 0.1 ms to 100 s in nanoseconds, for the times of requests.
    package static let durations: [UInt64] = [
        100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000,
        50_000_000, 100_000_000, 250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000,
        5_000_000_000, 10_000_000_000, 30_000_000_000, 100_000_000_000,
    ]

    /// Ranges from 1 KiB to 1 TiB, each four times the one before, for the sizes of objects.
    package static let sizes: [UInt64] = (0...15).map { 1 << (10 + 2 * $0) }
}
