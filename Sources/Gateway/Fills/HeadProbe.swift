internal import Determinism
internal import Fetch
internal import Metrics
internal import Mirroring
internal import Synchronization

/// One HEAD of one path at its origin, for all who ask meanwhile (edge 5).
final class HeadProbe: FetchDelegate {
    typealias Outcome = Result<AnswerHead, MissFailure>

    private struct State {
        var plan: HeadPlan
        var fetch: FetchHandle?
        var holdsConnection = false
        var waiters: [@Sendable (Outcome) -> Void] = []
        var outcome: Outcome?
    }

    let path: [UInt8]
    private let mapped: MappedOrigin
    private let services: MissServices
    private let identity: UInt64
    private let state: Mutex<State>

    init(path: [UInt8], mapped: MappedOrigin, request: MissRequest, services: MissServices) {
        self.path = path
        self.mapped = mapped
        self.services = services
        identity = services.nextIdentity()
        let plan = HeadPlan(
            policy: mapped.policy,
            key: request.key,
            query: request.query,
            context: request.context,
            generator: SeededGenerator(seed: UInt64.random(in: .min ... .max))
        )
        state = Mutex(State(plan: plan))
    }

    /// Nobody joins any more; called by who began the probe, once the fill that follows it can be
    /// joined in its place.
    func leave() {
        services.table.remove(self)
    }

    /// Calls back once with the answer, on any thread, at once if it is there.
    func whenAnswered(_ action: @escaping @Sendable (Outcome) -> Void) {
        let outcome = state.withLock { state in
            if state.outcome == nil { state.waiters.append(action) }
            return state.outcome
        }
        if let outcome { action(outcome) }
    }

    func start() {
        let isRunning = services.fetch.execute { self.askForConnection() }
        if !isRunning { end(.failure(MissFailure(.slowDown, "This node is shutting down."))) }
    }

    private func step(_ event: HeadEvent) {
        let actions = state.withLock { $0.plan.step(event, at: services.now()) }
        for action in actions {
            switch action {
            case .request(let request): send(request)
            case .wait(let pause): services.fetch.schedule(after: pause) { self.step(.timer) }
            case .stopFetch: stopFetch()
            case .answer(let head): end(.success(services.answer(for: head, kind: .whole)))
            case .fail(let failure): end(.failure(failure))
            }
        }
    }

    private func askForConnection() {
        let admission = services.ledger.request(
            mapped,
            identity: identity,
            priority: .foreground
        ) {
            self.services.fetch.execute { self.connectionGranted() }
        }
        switch admission {
        case .granted: connectionGranted()
        case .queued: services.metrics.originWaits.increment()
        case .refused:
            let message = "Too many fetches wait for this mapping's connections."
            end(.failure(MissFailure(.slowDown, message)))
        }
    }

    private func connectionGranted() {
        state.withLock { $0.holdsConnection = true }
        step(.start)
    }

    private func send(_ request: OriginRequest) {
        services.metrics.originRequests(request.method).increment()
        let handle = services.fetch.start(services.fetchRequest(request, mapped), self)
        state.withLock { $0.fetch = handle }
    }

    private func stopFetch() {
        let handle = state.withLock { $0.fetch.take() }
        handle?.cancel()
    }

    private func giveConnectionBack() {
        let held = state.withLock { state in
            defer { state.holdsConnection = false }
            return state.holdsConnection
        }
        if held { services.ledger.release(mapped) }
    }

    private func end(_ outcome: Outcome) {
        stopFetch()
        giveConnectionBack()
        if case .failure(let failure) = outcome, failure.code == .noSuchKey {
            let until = services.now().advanced(by: mapped.policy.negativeLifetime)
            services.table.rememberAbsent(path, revision: mapped.revision, until: until)
        }
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            state.outcome = outcome
            return state.waiters
        }
        for waiter in waiters { waiter(outcome) }
    }

    // MARK: FetchDelegate

    func fetch(_ fetch: FetchHandle, received head: FetchHead) -> Bool {
        guard isCurrent(fetch) else { return false }
        step(.head(OriginHead(head)))
        return false
    }

    func fetch(_ fetch: FetchHandle, received body: UnsafeRawBufferPointer) -> FetchFlow {
        .stop
    }

    func fetch(_ fetch: FetchHandle, ended: FetchEnd) {
        guard isCurrent(fetch) else { return }
        state.withLock { $0.fetch = nil }
        guard case .failed(let failure) = ended else { return }
        services.metrics.originFailures.increment()
        step(.failed(TransportFailure(failure.kind)))
    }

    private func isCurrent(_ fetch: FetchHandle) -> Bool {
        state.withLock { $0.fetch === fetch && $0.outcome == nil }
    }
}
