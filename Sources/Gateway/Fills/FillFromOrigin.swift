internal import Determinism
internal import Fetch
internal import Logging
internal import Metrics
internal import Mirroring
internal import Objects
internal import Routing
internal import Synchronization

// A fill whose bytes come from the origin: carries out what its `FillPlan` decides.
extension FillDriver: FetchDelegate {
    /// Fetches all that is wanted, once the mapping has a connection to spare.
    ///
    /// The connection is the fill's until it ends, pauses between tries included: a reader's
    /// patience, which the plan counts from its start, is not spent in the queue.
    func fetch() {
        guard let mapped else { return fail(MissFailure(.noSuchKey, "There is no origin.")) }
        let plan = FillPlan(
            kind.planKind,
            policy: mapped.policy,
            key: request.key,
            query: request.query,
            context: request.context,
            generator: SeededGenerator(seed: UInt64.random(in: .min ... .max))
        )
        begin(plan, mapped)
    }

    /// Fetches the rest of what another member brought the begin of.
    func fetchRest(_ validator: Validator) {
        guard let mapped else { return fail(MissFailure(.noSuchKey, "There is no origin.")) }
        let (written, length) = state.withLock { ($0.written, $0.length) }
        let generator = SeededGenerator(seed: UInt64.random(in: .min ... .max))
        switch kind {
        case .whole:
            let plan = FillPlan(
                resuming: written,
                size: length,
                validator: validator,
                policy: mapped.policy,
                key: request.key,
                query: request.query,
                context: request.context,
                generator: generator
            )
            // The head came from another member, which would have stored the object.
            if let answer = state.withLock({ $0.answer }) { beginUpload(answer) }
            begin(plan, mapped)
        case .range(let range, let known):
            let rest = FillKind.range(range.lowerBound + written..<range.upperBound, of: known)
            let plan = FillPlan(
                rest.planKind,
                policy: mapped.policy,
                key: request.key,
                query: request.query,
                context: request.context,
                generator: generator
            )
            state.withLock { $0.planBase = written }
            begin(plan, mapped)
        }
    }

    private func begin(_ plan: FillPlan, _ mapped: MappedOrigin) {
        let seat = OriginSeat(mapped, identity: identity, services: services)
        let isOver = state.withLock { state in
            state.plan = plan
            state.seat = seat
            return state.isOver
        }
        guard !isOver else { return }
        do throws(MissFailure) {
            try seat.take(fill.followerCount > 0 ? .foreground : .background) { self.step(.start) }
        } catch {
            fail(error)
        }
    }

    private func step(_ event: FillEvent) {
        let actions = state.withLock { state in
            state.isOver ? [] : state.plan?.step(event, at: services.now()) ?? []
        }
        for action in actions { perform(action) }
    }

    private func perform(_ action: FillAction) {
        switch action {
        case .request(let request):
            let seat = state.withLock { state in
                state.discard = 0
                return state.seat
            }
            seat?.send(request, self)
        case .wait(let pause): services.fetch.schedule(after: pause) { self.step(.timer) }
        case .accept(let head): accept(head)
        case .resumed(let discarding, let size):
            services.metrics.originResumptions.increment()
            state.withLock { state in
                state.discard = discarding
                if kind == .whole { state.length = size }
            }
        case .doNotStore(let reason): doNotStore(reason.text)
        case .stopFetch: state.withLock { $0.seat }?.stop()
        case .complete: complete()
        case .fail(let failure): fail(failure)
        }
    }

    private func accept(_ head: AcceptedHead) {
        // The rest of a range: its head was had from another member.
        guard state.withLock({ $0.planBase }) == 0 else { return }
        let answer = services.answer(
            for: head,
            of: fill.path,
            kind: kind,
            modifiedMilliseconds: request.modifiedMilliseconds
        )
        beginUpload(answer)
        accept(answer, length: kind.length(of: head))
    }

    // MARK: FetchDelegate

    func fetch(_ fetch: FetchHandle, received head: FetchHead) -> Bool {
        guard isCurrent(fetch) else { return false }
        step(.head(OriginHead(head)))
        return isCurrent(fetch)
    }

    func fetch(_ fetch: FetchHandle, received body: UnsafeRawBufferPointer) -> FetchFlow {
        guard isCurrent(fetch) else { return .stop }
        if let pause = bandwidthPause(UInt64(body.count)) {
            services.fetch.schedule(after: pause) { fetch.resume() }
            return .pause
        }
        let flow = take(body)
        switch flow {
        case .proceed: services.metrics.originBytes.increment(by: UInt64(body.count))
        // The same bytes come again, so none of them may count as used.
        case .pause: state.withLock { $0.credit += UInt64(body.count) }
        case .stop: break
        }
        return flow == .proceed && !isCurrent(fetch) ? .stop : flow
    }

    /// Writes a piece of the body, from wherever it comes.
    func take(_ body: UnsafeRawBufferPointer) -> FetchFlow {
        switch state.withLock({ state in write(body, &state) }) {
        case .taken(let actions, let mustPublish):
            // The fetcher hands out a burst in pieces of 16 KiB; one wake-up serves them all.
            if mustPublish { services.fetch.execute { self.publishProgress() } }
            for action in actions { perform(action) }
            return .proceed
        case .windowFull:
            return .pause
        case .failed(.diskFull) where mayStarve():
            // The readers shall have their object; what they have read makes room on the disk.
            doNotStore("the disk of the data folder is full")
            return .pause
        case .failed(let error):
            services.logger.error("spool cannot be written", metadata: ["error": "\(error)"])
            fail(MissFailure(.slowDown, "The spool cannot be written: \(error)."))
            return .stop
        }
    }

    func fetch(_ fetch: FetchHandle, ended: FetchEnd) {
        guard isCurrent(fetch) else { return }
        state.withLock { $0.seat }?.ended()
        switch ended {
        case .complete(let delimitedByClose): step(.ended(delimitedByClose: delimitedByClose))
        case .failed(let failure):
            services.metrics.originFailures.increment()
            step(.failed(TransportFailure(failure.kind)))
        }
    }

    private func isCurrent(_ fetch: FetchHandle) -> Bool {
        state.withLock { state in !state.isOver && state.seat?.isCurrent(fetch) ?? false }
    }

    private func bandwidthPause(_ count: UInt64) -> Duration? {
        guard let mapped else { return nil }
        let now = services.now()
        return state.withLock { state in
            while state.credit < count {
                let (granted, waitUntil) = services.ledger.take(
                    mapped,
                    upTo: count - state.credit,
                    at: now
                )
                state.credit += granted
                if let waitUntil { return waitUntil.duration(since: now) }
            }
            state.credit -= count
            return nil
        }
    }
}
