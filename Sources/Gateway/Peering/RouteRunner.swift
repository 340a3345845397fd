internal import Fetch
internal import Determinism
internal import Logging
internal import Metrics
internal import Mirroring
internal import NIOCore
internal import Routing
internal import Synchronization

/// Carries out what a `FillRoute` decides: questions and streams to other members, timers, and what
/// they bring; on the fetch thread.
final class RouteRunner: Sendable {
    /// What of an object is wanted, and what is told to who is asked for it.
    struct Errand: Sendable {
        var path: [UInt8]
        var want: PeerRead.Want
        var end: UInt64?
        var query: String?
        var passed: [String]
        var mappingRevision: UInt64
    }

    private struct State {
        var route: FillRoute
        var owner: (any RouteOwner)?
        var stream: PeerExchange?
        var streamNumber: UInt64 = 0
        var questions: [PeerExchange] = []
        /// Counts the rounds of questions: an answer to those of an earlier one says nothing now.
        var questionRound: UInt64 = 0
        /// What came and was not taken yet.
        var inbox: [PeerMessage] = []
        var isPaused = false
        var failure: MissFailure?
        var timer: Instant?
        var observer: UInt64?
    }

    private let errand: Errand
    private let fill: Fill?
    private let peering: Peering
    private let services: MissServices
    private let state: Mutex<State>

    init(
        _ route: FillRoute,
        _ errand: Errand,
        fill: Fill?,
        peering: Peering,
        services: MissServices
    ) {
        self.errand = errand
        self.fill = fill
        self.peering = peering
        self.services = services
        state = Mutex(State(route: route))
    }

    func start(_ owner: any RouteOwner) {
        let observer = peering.observe { [weak self] in
            guard let self else { return }
            services.fetch.execute { self.step(.surroundingsChanged) }
        }
        state.withLock { state in
            state.owner = owner
            state.observer = observer
        }
        fill?.onOutranked { [weak self] member in
            guard let self else { return }
            services.fetch.execute { self.step(.outranked(by: member)) }
        }
        step(.start)
    }

    /// Ends everything; the owner hears no more.
    func stop() {
        let (stream, questions, observer) = state.withLock { state in
            defer {
                state.owner = nil
                state.stream = nil
                state.questions = []
                state.inbox = []
                state.observer = nil
            }
            return (state.stream, state.questions, state.observer)
        }
        if let observer { peering.stopObserving(observer) }
        stream?.cancel()
        for question in questions { question.cancel() }
    }

    /// The owner can take bytes again.
    func resume() {
        let owner = state.withLock { state in
            defer { state.isPaused = false }
            return state.isPaused ? state.owner : nil
        }
        guard let owner else { return }
        step(.received(total: owner.routeOffset))
        work()
    }

    /// The member whose stream is open.
    var source: String? { state.withLock { $0.stream?.member } }

    // MARK: The route

    private func step(_ event: RouteEvent) {
        let surroundings = peering.surroundings
        let now = services.now()
        let (actions, standing) = state.withLock { state in
            guard state.owner != nil else { return ([RouteAction](), nil as FillRoute.Standing?) }
            let actions = state.route.step(event, in: surroundings, at: now)
            return (actions, state.route.standing)
        }
        if let standing { fill?.setStanding(standing) }
        if case .timer = event, actions.first == .stopAsking { tellSilence() }
        for action in actions { perform(action) }
        setTimer()
    }

    private func setTimer() {
        let now = services.now()
        let next = state.withLock { state -> Instant? in
            guard state.owner != nil, let next = state.route.nextDeadline else { return nil }
            // A timer that rings too early looks again; later ones need none of their own.
            if let timer = state.timer, timer > now, timer <= next { return nil }
            state.timer = next
            return next
        }
        guard let next else { return }
        services.fetch.schedule(after: next.duration(since: now)) { [weak self] in
            guard let self else { return }
            state.withLock { if $0.timer == next { $0.timer = nil } }
            step(.timer)
        }
    }

    private func perform(_ action: RouteAction) {
        switch action {
        case .open(let request): open(request)
        case .close: state.withLock { $0.stream.take() }?.cancel()
        case .ask(let members, let question): ask(members, question)
        case .stopAsking:
            let questions = state.withLock { state in
                defer { state.questions = [] }
                state.questionRound += 1
                return state.questions
            }
            for question in questions { question.cancel() }
        case .yield(let view): fill?.direct(.moved(view: view))
        case .refer(let member): fill?.direct(.elsewhere(member))
        case .fetch(let offset, let version):
            end { $0.routeFetches(from: offset, version: version) }
        case .complete: end { $0.routeCompleted() }
        case .absent:
            let failure = MissFailure(.noSuchKey, "The specified key does not exist.")
            end { $0.routeFailed(failure) }
        case .fail(let reason):
            let failure = failure(reason)
            end { $0.routeFailed(failure) }
        }
    }

    private func end(_ tell: (any RouteOwner) -> Void) {
        let owner = state.withLock { $0.owner }
        stop()
        if let owner { tell(owner) }
    }

    private func failure(_ reason: RouteFailure) -> MissFailure {
        switch reason {
        case .refused:
            state.withLock { $0.failure } ?? MissFailure(.broken, "The fetching node gave up.")
        case .unreachable:
            MissFailure(
                .slowDown,
                "No member that may fetch this object could be reached.",
                retryAfterSeconds: 1
            )
        case .changed:
            MissFailure(.changed, "The object changed, or cannot be proven to be the same.")
        }
    }

    // MARK: Questions

    private func ask(_ members: [String], _ question: Question) {
        let round = state.withLock { $0.questionRound }
        for member in members {
            let exchange = PeerExchange(
                .question(path: errand.path, question),
                to: member,
                peering.pool
            ) { [weak self] event in
                guard let self else { return }
                services.fetch.execute { self.answered(member, event, round) }
            }
            state.withLock { $0.questions.append(exchange) }
            exchange.start()
        }
    }

    /// Tells who did not answer: an object of theirs is perhaps fetched a second time now.
    private func tellSilence() {
        let silent = state.withLock { $0.questions }.filter { !$0.isOver }.map(\.member)
        services.metrics.peerSilences.increment(by: UInt64(silent.count))
        services.logger.info(
            "members did not answer in time",
            metadata: [
                "path": "\(String(decoding: errand.path, as: UTF8.self))",
                "members": "\(silent.joined(separator: ", "))",
            ]
        )
    }

    private func answered(_ member: String, _ event: PeerExchange.Event, _ round: UInt64) {
        guard state.withLock({ $0.questionRound }) == round else { return }
        switch event {
        case .message(.answer(let answer)):
            if case .moved(let view) = answer { peering.hear(view) }
            step(.answered(by: member, answer))
        case .message(.beat): break
        case .message, .broken: step(.unanswered(by: member))
        }
    }

    // MARK: The stream

    private func open(_ request: StreamRequest) {
        let read = PeerRead(
            path: errand.path,
            want: errand.want,
            request: request,
            end: errand.end,
            query: errand.query,
            passed: errand.passed,
            mappingRevision: errand.mappingRevision
        )
        let number = services.nextIdentity()
        let exchange = PeerExchange(.read(read), to: request.member, peering.pool) {
            [weak self] event in
            guard let self else { return }
            services.fetch.execute { self.arrived(event, of: number) }
        }
        state.withLock { state in
            state.stream = exchange
            state.streamNumber = number
            state.inbox = []
            state.isPaused = false
        }
        exchange.start()
    }

    private func arrived(_ event: PeerExchange.Event, of number: UInt64) {
        let isCurrent = state.withLock { state in
            guard state.streamNumber == number, state.stream != nil else { return false }
            switch event {
            case .message(let message): state.inbox.append(message)
            case .broken: state.inbox.append(.leaving)
            }
            return true
        }
        if isCurrent { work() }
    }

    /// Takes what came, in order, until the owner wants a pause.
    private func work() {
        while let message = state.withLock({ state in
            state.isPaused || state.inbox.isEmpty ? nil : state.inbox.removeFirst()
        }) {
            guard take(message) else { return }
        }
    }

    private func take(_ message: PeerMessage) -> Bool {
        if case .body(let bytes) = message { return take(bytes) }
        if message.isLast { state.withLock { $0.stream = nil } }
        switch message {
        case .head(let head): take(head)
        case .end: step(.complete)
        case .moved(let view):
            peering.hear(view)
            step(.moved(view: view))
        case .elsewhere(let member): step(.elsewhere(member))
        case .unready: step(.unready)
        case .absent: step(.absent)
        case .changed: step(.changed)
        case .refused(let failure):
            state.withLock { $0.failure = failure }
            step(.refused)
        case .leaving, .failed: step(.broken)
        case .stored: end { $0.routeFoundStored() }
        case .beat: break
        case .question, .read, .delete, .list, .answer, .body, .deleted, .page:
            state.withLock { $0.stream.take() }?.cancel()
            step(.broken)
        }
        return true
    }

    private func take(_ head: PeerHead) {
        let owner = state.withLock { $0.owner }
        step(.head(head.answer.version))
        // Where the head was not to be had, the route has closed the stream.
        guard state.withLock({ $0.stream != nil }) else { return }
        owner?.routeReceived(head)
    }

    private func take(_ bytes: ByteBuffer) -> Bool {
        guard let owner = state.withLock({ $0.owner }) else { return false }
        switch bytes.withUnsafeReadableBytes({ owner.routeReceived($0) }) {
        case .proceed:
            let stream = state.withLock { $0.stream }
            stream?.consumed(bytes.readableBytes)
            step(.received(total: owner.routeOffset))
            return true
        case .pause:
            state.withLock { state in
                state.inbox.insert(.body(bytes), at: 0)
                state.isPaused = true
            }
            step(.held)
            return false
        case .stop:
            return false
        }
    }
}
