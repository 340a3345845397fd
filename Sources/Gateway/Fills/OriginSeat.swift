internal import Determinism
internal import Fetch
internal import Metrics
internal import Mirroring
internal import Synchronization

/// One fetch's place at the origin of its mapping: waits for one of the mapping's connections, keeps
/// it through retries and pauses, runs one transfer at a time, and gives the connection back.
///
/// Used on the fetch thread.
final class OriginSeat: Sendable {
    private struct State {
        var fetch: FetchHandle?
        var holdsConnection = false
        var isOver = false
    }

    let mapped: MappedOrigin
    private let identity: UInt64
    private let services: MissServices
    private let state = Mutex(State())

    init(_ mapped: MappedOrigin, identity: UInt64, services: MissServices) {
        self.mapped = mapped
        self.identity = identity
        self.services = services
    }

    /// Asks for a connection; `granted` runs on the fetch thread, now or later, unless the seat is
    /// left before.
    ///
    /// - Throws: ``MissFailure`` when too many wait already.
    func take(
        _ priority: ConnectionGate.Priority,
        granted: @escaping @Sendable () -> Void
    ) throws(MissFailure) {
        let admission = services.ledger.request(mapped, identity: identity, priority: priority) {
            self.services.fetch.execute { self.hold(granted) }
        }
        switch admission {
        case .granted: hold(granted)
        case .queued: services.metrics.originWaits.increment()
        case .refused:
            throw MissFailure(.slowDown, "Too many fetches wait for this mapping's connections.")
        }
    }

    private func hold(_ granted: @Sendable () -> Void) {
        let isOver = state.withLock { state in
            state.holdsConnection = true
            return state.isOver
        }
        if isOver { leave() } else { granted() }
    }

    /// A reader came: a fetch that waits in the background goes to the front.
    func promote() {
        services.ledger.promote(mapped, identity: identity)
    }

    func send(_ request: OriginRequest, _ delegate: any FetchDelegate) {
        services.metrics.originRequests(request.method).increment()
        let handle = services.fetch.start(services.fetchRequest(request, mapped), delegate)
        state.withLock { $0.fetch = handle }
    }

    func isCurrent(_ fetch: FetchHandle) -> Bool {
        state.withLock { $0.fetch === fetch && !$0.isOver }
    }

    func ended() {
        state.withLock { $0.fetch = nil }
    }

    func resume() {
        state.withLock { $0.fetch }?.resume()
    }

    func stop() {
        state.withLock { $0.fetch.take() }?.cancel()
    }

    /// Stops what runs and gives the connection back, or the place in the queue up.
    func leave() {
        stop()
        let held = state.withLock { state in
            defer { state.holdsConnection = false }
            state.isOver = true
            return state.holdsConnection
        }
        if held { services.ledger.release(mapped) }
        _ = services.ledger.cancel(mapped, identity: identity)
    }
}
