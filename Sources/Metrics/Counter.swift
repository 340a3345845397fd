internal import Synchronization

/// A number that only grows: a relaxed atomic, cheap enough for every request.
package final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    init() {}

    /// Adds to the number, which wraps at 2^64 as Prometheus expects of a restart.
    package func increment(by amount: UInt64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    package var value: UInt64 { count.load(ordering: .relaxed) }
}
