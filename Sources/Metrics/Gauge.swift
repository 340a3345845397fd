internal import Synchronization

/// A number that goes up and down.
package final class Gauge: Sendable {
    private let current = Atomic<Int64>(0)

    init() {}

    /// Replaces the number.
    package func set(_ value: Int64) {
        current.store(value, ordering: .relaxed)
    }

    /// Moves the number up, or down by a negative amount; safe from many threads at once.
    package func add(_ amount: Int64) {
        current.wrappingAdd(amount, ordering: .relaxed)
    }

    package var value: Int64 { current.load(ordering: .relaxed) }
}
