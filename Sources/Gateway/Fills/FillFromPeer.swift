internal import Determinism
internal import Fetch
internal import Metrics
internal import Mirroring
internal import Routing
internal import Synchronization

// A fill whose bytes come from another member, for as long as one has them.
extension FillDriver: RouteOwner {
    /// The way a fill takes in a cluster; nil for a node alone.
    static func route(
        _ fill: Fill,
        _ kind: FillKind,
        _ mapped: MappedOrigin?,
        _ request: MissRequest,
        _ services: MissServices
    ) -> RouteRunner? {
        guard let peering = services.peering, !peering.isAlone else { return nil }
        var version: ObjectVersion?
        var end: UInt64?
        if case .range(let range, _) = kind {
            // Who fetches the whole fetches its ranges too.
            if services.table.fill(fill.path)?.standing == .origin { return nil }
            version = request.version
            end = range.upperBound
        }
        let route = FillRoute(
            services.task(fill.path, mapped, peering),
            offset: kind.firstByte,
            version: version,
            limits: peering.limits
        )
        let errand = RouteRunner.Errand(
            path: fill.path,
            want: .body,
            end: end,
            query: request.query,
            passed: request.context.passed,
            mappingRevision: mapped?.revision ?? 0
        )
        fill.setStanding(.seeking)
        return RouteRunner(route, errand, fill: fill, peering: peering, services: services)
    }

    func follow(_ route: RouteRunner) {
        fill.watchLeaving { [weak self] in
            guard let self, fill.followerCount == 0 else { return }
            services.fetch.execute { self.followersMoved() }
        }
        route.start(self)
    }

    /// Nobody wants it here, and whoever fetches it goes on without this node.
    func abandon() {
        let wasOver = state.withLock { state in
            defer { state.isOver = true }
            return state.isOver
        }
        guard !wasOver else { return }
        endSource()
        fill.publish { $0.outcome = .alreadyStored }
        leave(.abandoned)
    }

    var routeOffset: UInt64 { kind.firstByte + state.withLock { $0.written } }

    func routeReceived(_ head: PeerHead) {
        // After a break the head is that of the same object.
        guard state.withLock({ $0.answer == nil }) else { return }
        services.metrics.peerStreams.increment()
        // Readers left while nobody knew yet who fetches it.
        guard fill.followerCount > 0 else { return abandon() }
        let length: UInt64? =
            switch kind {
            case .whole: head.answer.size
            case .range(let range, _): range.upperBound - range.lowerBound
            }
        accept(head.answer, length: length, isHit: head.isHit)
    }

    func routeReceived(_ body: UnsafeRawBufferPointer) -> FetchFlow {
        guard !state.withLock({ $0.isOver }) else { return .stop }
        let flow = take(body)
        if flow == .proceed { services.metrics.peerBytes.increment(by: UInt64(body.count)) }
        return flow
    }

    func routeFetches(from offset: UInt64, version: ObjectVersion?) {
        guard !state.withLock({ $0.isOver }) else { return }
        guard state.withLock({ $0.answer != nil }) else {
            guard kind == .whole, offset == 0 else { return fetch() }
            return fetchUnlessStored()
        }
        guard let validator = version?.validator.flatMap({ Validator(text: $0) }) else {
            return fail(
                MissFailure(.broken, "The fetching node died, and the object has no validator.")
            )
        }
        fetchRest(validator)
    }

    func routeCompleted() {
        complete(isVerified: true)
    }

    func routeFailed(_ failure: MissFailure) {
        fail(failure)
    }

    func routeFoundStored() {
        guard let answer = state.withLock({ $0.answer }) else { return abandon() }
        // Readers have a part of it, which the rest must match.
        routeFetches(from: routeOffset, version: answer.version)
    }

    /// Looks at the store once more: others were asked for a while.
    private func fetchUnlessStored() {
        guard !services.isStored(fill.path, since: request.since) else { return abandon() }
        services.target.look(fill.path) { [self] isStored in
            guard !state.withLock({ $0.isOver }) else { return }
            if isStored { abandon() } else { fetchWhatIsMissing() }
        }
    }
}
