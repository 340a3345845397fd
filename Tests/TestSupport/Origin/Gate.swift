internal import Synchronization

/// A door that something waits at until the test opens it: how tests force an order of events
/// without sleeping.
///
/// Opens once and stays open.
package final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrivals = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// How many have arrived at the gate, waiting or passed through.
    package var arrivals: Int {
        state.withLock { $0.arrivals }
    }

    package var isOpen: Bool {
        state.withLock { $0.isOpen }
    }

    /// Lets everyone through, from now on at once.
    package func open() {
        let released = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for body in released { body() }
    }

    /// Calls when the gate is open: at once, or from the thread that opens it.
    package func whenOpen(_ body: @escaping @Sendable () -> Void) {
        let isOpen = state.withLock { state in
            state.arrivals += 1
            if !state.isOpen { state.waiting.append(body) }
            return state.isOpen
        }
        if isOpen { body() }
    }

    /// Waits until somebody stands at the gate, or throws `DeadlinePassed`.
    package func waitForArrival(_ count: Int = 1) async throws {
        try await poll("\(count) to arrive at the gate") { self.arrivals >= count }
    }
}
