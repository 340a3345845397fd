internal import Synchronization

/// How many connections a listener has, over all its event loops.
final class ConnectionCount: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .relaxed) }

    func enter(limit: Int) -> Bool {
        let before = count.wrappingAdd(1, ordering: .relaxed).oldValue
        guard before < limit else {
            leave()
            return false
        }
        return true
    }

    func leave() {
        count.wrappingSubtract(1, ordering: .relaxed)
    }
}
