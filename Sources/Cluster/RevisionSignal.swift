internal import Synchronization

/// Tells waiting tasks that the applied revision went up; any number may wait, nothing is queued.
package final class RevisionSignal: Sendable {
    private struct Waiter {
        let identifier: UInt64
        let revision: UInt64
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var revision: UInt64
        var isClosed = false
        var nextIdentifier: UInt64 = 0
        var waiters: [Waiter] = []
        /// Waits that were cancelled before they began.
        var cancelled: Set<UInt64> = []
    }

    private let state: Mutex<State>
    private let newest: Atomic<UInt64>

    package init(revision: UInt64) {
        newest = Atomic(revision)
        state = Mutex(State(revision: revision))
    }

    /// The revision that was told last; costs one load.
    package var revision: UInt64 { newest.load(ordering: .acquiring) }

    /// Wakes those who wait for a revision below this one; a lower one than before is ignored.
    package func advance(to revision: UInt64) {
        let woken = state.withLock { state in
            state.revision = max(state.revision, revision)
            let reached = state.revision
            newest.store(reached, ordering: .releasing)
            let woken = state.waiters.filter { $0.revision < reached }
            state.waiters.removeAll { $0.revision < reached }
            return woken
        }
        for waiter in woken { waiter.continuation.resume(returning: true) }
    }

    package var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Ends every wait, now and later.
    package func close() {
        let woken = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in woken { waiter.continuation.resume(returning: false) }
    }

    /// Waits until the revision is above `revision`; false when closed or cancelled first.
    package func wait(above revision: UInt64) async -> Bool {
        let identifier = state.withLock { state in
            state.nextIdentifier += 1
            return state.nextIdentifier
        }
        defer { state.withLock { _ = $0.cancelled.remove(identifier) } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waiter = Waiter(
                    identifier: identifier,
                    revision: revision,
                    continuation: continuation
                )
                if let answer = add(waiter) { continuation.resume(returning: answer) }
            }
        } onCancel: {
            cancel(identifier)
        }
    }

    /// The answer when there is one at once.
    private func add(_ waiter: Waiter) -> Bool? {
        state.withLock { state in
            let wasCancelled = state.cancelled.remove(waiter.identifier) != nil
            if state.revision > waiter.revision { return true }
            if state.isClosed || wasCancelled { return false }
            state.waiters.append(waiter)
            return nil
        }
    }

    private func cancel(_ identifier: UInt64) {
        let waiter: Waiter? = state.withLock { state in
            guard let position = state.waiters.firstIndex(where: { $0.identifier == identifier })
            else {
                state.cancelled.insert(identifier)
                return nil
            }
            return state.waiters.remove(at: position)
        }
        waiter?.continuation.resume(returning: false)
    }
}
