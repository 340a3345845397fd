import Determinism
@testable import Simulation

/// A history that `#expect` can ask, for it calls no mutating method.
final class HistoryRecorder {
    private var history = RegisterHistory()

    func begin(_ operation: RegisterHistory.Operation) -> Int { history.begin(operation) }

    func end(_ slot: Int, reply: Reply) -> Bool { history.end(slot, reply: reply) }

    func abandon(_ slot: Int) { history.abandon(slot) }
}
