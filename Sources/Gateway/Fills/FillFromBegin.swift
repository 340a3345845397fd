internal import Fetch
internal import Metrics
internal import Mirroring
internal import NIOCore
internal import Routing
internal import Synchronization

// A fill that goes on where another ended: the member that asked for it has the first bytes already,
// and its fetcher died. They come from there, and only the rest from the origin.
extension FillDriver {
    /// Fetches all that is wanted, or the rest of what was begun elsewhere.
    func fetchWhatIsMissing() {
        guard let begun = request.begun, let peering = services.peering else { return fetch() }
        let read = PeerRead(
            path: fill.path,
            want: .begun,
            request: StreamRequest(
                member: begun.member,
                intent: .attach(rank: nil),
                view: peering.view.number,
                offset: 0,
                version: begun.version,
                // It reads from here: it must not send this node to itself.
                unreachable: [peering.name]
            ),
            end: begun.bytes,
            query: nil,
            passed: request.context.passed,
            mappingRevision: mapped?.revision ?? 0
        )
        let exchange = PeerExchange(.read(read), to: begun.member, peering.pool) {
            [weak self] event in
            guard let self else { return }
            services.fetch.execute { self.begin(begun, brings: event) }
        }
        state.withLock { $0.begin = exchange }
        exchange.start()
    }

    private func begin(_ begun: BegunObject, brings event: PeerExchange.Event) {
        guard let exchange = state.withLock({ $0.isOver ? nil : $0.begin }) else { return }
        switch event {
        case .message(.beat): break
        case .message(.head(let head)):
            guard state.withLock({ $0.answer == nil }) else { return }
            accept(head.answer, length: head.answer.size)
        case .message(.body(let bytes)):
            services.metrics.peerBytes.increment(by: UInt64(bytes.readableBytes))
            switch bytes.withUnsafeReadableBytes({ take($0) }) {
            case .proceed: exchange.consumed(bytes.readableBytes)
            // No room for what could be had again: the origin is asked when there is some.
            case .pause, .stop: goOn(begun, exchange)
            }
        case .message, .broken: goOn(begun, exchange)
        }
    }

    /// The origin is asked for the rest, however much came.
    private func goOn(_ begun: BegunObject, _ exchange: PeerExchange) {
        exchange.cancel()
        let (isOver, hasAnswer) = state.withLock { state in
            state.begin = nil
            return (state.isOver, state.answer != nil)
        }
        guard !isOver else { return }
        if hasAnswer { fetchRest(begun.validator) } else { fetch() }
    }
}
