internal import Synchronization

/// The bytes that running fills may keep in the spool together (edge 27).
final class SpoolBudget: Sendable {
    let limit: UInt64
    private let used = Atomic<UInt64>(0)

    init(limit: UInt64) {
        self.limit = limit
    }

    var usedBytes: UInt64 { used.load(ordering: .relaxed) }

    var isExhausted: Bool { usedBytes >= limit }

    func add(_ bytes: UInt64) {
        used.wrappingAdd(bytes, ordering: .relaxed)
    }

    func give(_ bytes: UInt64) {
        used.wrappingSubtract(bytes, ordering: .relaxed)
    }
}
