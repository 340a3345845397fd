internal import Synchronization

/// The parts that all fills together may have on their way to the store.
final class UploadBudget: Sendable {
    private struct State {
        var used = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a place; where there is none, `retry` is called once when one may be free.
    func take(retry: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard state.used < limit else {
                state.waiting.append(retry)
                return false
            }
            state.used += 1
            return true
        }
    }

    func give() {
        let next = state.withLock { state in
            state.used -= 1
            defer { state.waiting = [] }
            return state.waiting
        }
        for retry in next { retry() }
    }
}
