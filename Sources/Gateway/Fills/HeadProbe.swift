internal import Determinism
internal import Fetch
internal import Metrics
internal import Mirroring
internal import Routing
internal import Synchronization

/// One HEAD of one path, at the member that has or fetches it, or at the origin, for all who ask
/// meanwhile (edge 5).
final class HeadProbe: FetchDelegate, RouteOwner {
    /// What a probe brings.
    enum Answer: Sendable {
        case object(AnswerHead)
        /// From another member, which begins what is to be begun.
        case remote(PeerHead)
        /// A description was wanted, and the object is this node's to fetch.
        case own
        /// The store has it by now.
        case stored
    }
    typealias Outcome = Result<Answer, MissFailure>

    private struct State {
        var plan: HeadPlan?
        var seat: OriginSeat?
        var isRemote = false
        var remote: PeerHead?
        var waiters: [@Sendable (Outcome) -> Void] = []
        var outcome: Outcome?
    }

    let path: [UInt8]
    private let want: PeerRead.Want
    private let mapped: MappedOrigin?
    private let request: MissRequest
    private let services: MissServices
    private let route: RouteRunner?
    private let state = Mutex(State())

    /// - Parameter want: `head`, or `description` for what a GET would be told.
    init(
        path: [UInt8],
        want: PeerRead.Want = .head,
        mapped: MappedOrigin?,
        request: MissRequest,
        services: MissServices
    ) {
        self.path = path
        self.want = want
        self.mapped = mapped
        self.request = request
        self.services = services
        guard let peering = services.peering, !peering.isAlone else {
            route = nil
            return
        }
        let errand = RouteRunner.Errand(
            path: path,
            want: want,
            query: request.query,
            passed: request.context.passed,
            mappingRevision: mapped?.revision ?? 0
        )
        let task = services.task(path, mapped, peering)
        route = RouteRunner(
            FillRoute(task, limits: peering.limits),
            errand,
            fill: nil,
            peering: peering,
            services: services
        )
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
        let isRunning = services.fetch.execute {
            if let route = self.route { route.start(self) } else { self.fetch() }
        }
        if !isRunning { end(.failure(MissFailure(.slowDown, "This node is shutting down."))) }
    }

    // MARK: The origin

    private func fetch() {
        guard want == .head else { return end(.success(.own)) }
        guard let mapped else {
            return end(.failure(MissFailure(.noSuchKey, "The specified key does not exist.")))
        }
        // A probe and its fill may have come and gone since the reader looked for the object.
        guard !services.isStored(path, since: request.since) else { return end(.success(.stored)) }
        let plan = HeadPlan(
            policy: mapped.policy,
            key: request.key,
            query: request.query,
            context: request.context,
            generator: SeededGenerator(seed: UInt64.random(in: .min ... .max))
        )
        let seat = OriginSeat(mapped, identity: services.nextIdentity(), services: services)
        state.withLock { state in
            state.plan = plan
            state.seat = seat
        }
        do throws(MissFailure) {
            try seat.take(.foreground) { self.step(.start) }
        } catch {
            end(.failure(error))
        }
    }

    private func step(_ event: HeadEvent) {
        let actions = state.withLock { $0.plan?.step(event, at: services.now()) ?? [] }
        for action in actions {
            switch action {
            case .request(let request): state.withLock { $0.seat }?.send(request, self)
            case .wait(let pause): services.fetch.schedule(after: pause) { self.step(.timer) }
            case .stopFetch: state.withLock { $0.seat }?.stop()
            case .answer(let head):
                end(.success(.object(services.answer(for: head, of: path, kind: .whole))))
            case .fail(let failure): end(.failure(failure))
            }
        }
    }

    private func end(_ outcome: Outcome) {
        route?.stop()
        let (seat, isRemote) = state.withLock { ($0.seat, $0.isRemote) }
        seat?.leave()
        if case .failure(let failure) = outcome, failure.code == .noSuchKey, !isRemote, let mapped {
            let until = services.now().advanced(by: mapped.policy.negativeLifetime)
            services.table.rememberAbsent(path, revision: mapped.revision, until: until)
        }
        // Before anybody is told: who asks again finds the fill, and nothing that is over.
        if case .success(.object(let answer)) = outcome, let mapped {
            services.fillInBackground(path, mapped, request, as: answer)
        }
        services.table.remove(self)
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            state.outcome = outcome
            return state.waiters
        }
        for waiter in waiters { waiter(outcome) }
    }

    // MARK: RouteOwner

    var routeOffset: UInt64 { 0 }

    func routeReceived(_ head: PeerHead) {
        state.withLock { $0.remote = head }
    }

    func routeReceived(_ body: UnsafeRawBufferPointer) -> FetchFlow { .stop }

    func routeFetches(from offset: UInt64, version: ObjectVersion?) {
        fetch()
    }

    func routeCompleted() {
        guard let head = state.withLock({ $0.remote }) else {
            return end(.failure(MissFailure(.broken, "The fetching node said nothing.")))
        }
        end(.success(.remote(head)))
    }

    func routeFoundStored() {
        end(.success(.stored))
    }

    func routeFailed(_ failure: MissFailure) {
        state.withLock { $0.isRemote = true }
        end(.failure(failure))
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
        state.withLock { $0.seat }?.ended()
        guard case .failed(let failure) = ended else { return }
        services.metrics.originFailures.increment()
        step(.failed(TransportFailure(failure.kind)))
    }

    private func isCurrent(_ fetch: FetchHandle) -> Bool {
        state.withLock { $0.outcome == nil && $0.seat?.isCurrent(fetch) ?? false }
    }
}
