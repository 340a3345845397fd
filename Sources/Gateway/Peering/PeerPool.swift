internal import Determinism
internal import NIOCore
internal import Synchronization

/// Connections to the other members: one for each exchange under way, and some that wait for the
/// next.
final class PeerPool: Sendable {
    private struct Idle {
        var number: UInt64
        var connection: NIOLoopBound<PeerConnection>
        var loop: any EventLoop
    }

    private struct State {
        var idle: [String: [Idle]] = [:]
        /// Members that gossip holds to be dead or gone.
        var dead: Set<String> = []
        var nextNumber: UInt64 = 1
        var isStopped = false
    }

    private let streams: any PeerStreams
    private let group: any EventLoopGroup
    private let state = Mutex(State())

    init(streams: any PeerStreams, group: any EventLoopGroup) {
        self.streams = streams
        self.group = group
    }

    func setDead(_ names: [String]) {
        state.withLock { $0.dead = Set(names) }
    }

    func isDead(_ member: String) -> Bool {
        state.withLock { $0.dead.contains(member) }
    }

    /// Begins an exchange on a connection that waits; false where there is none.
    func reuse(for exchange: PeerExchange) -> Bool {
        let idle = state.withLock { $0.idle[exchange.member]?.popLast() }
        guard let idle else { return false }
        idle.loop.execute { idle.connection.value.begin(exchange) }
        return true
    }

    /// Begins an exchange on a new connection.
    func open(for exchange: PeerExchange) {
        let number = state.withLock { state -> UInt64? in
            defer { state.nextNumber += 1 }
            return state.isStopped ? nil : state.nextNumber
        }
        guard let number else { return exchange.broke() }
        let loop = group.next()
        let patience = loop.scheduleTask(
            in: .nanoseconds(PeeringLimits.openPatience.wholeNanoseconds)
        ) {
            exchange.openingTookTooLong()
        }
        streams.open(to: exchange.member, on: loop) { channel in
            let connection = PeerConnection(pool: self, member: exchange.member, number: number)
            try channel.pipeline.syncOperations.addHandler(connection)
            patience.cancel()
            connection.begin(exchange)
        }
        .whenFailure { _ in
            patience.cancel()
            exchange.broke()
        }
    }

    /// Takes a connection back whose exchange has ended well; false: it is to be closed.
    func give(_ connection: PeerConnection, on loop: any EventLoop) -> Bool {
        let bound = NIOLoopBound(connection, eventLoop: loop)
        let (member, number) = (connection.member, connection.number)
        return state.withLock { state in
            let count = state.idle[member]?.count ?? 0
            guard !state.isStopped, count < PeeringLimits.idleConnections else { return false }
            state.idle[member, default: []].append(
                Idle(number: number, connection: bound, loop: loop)
            )
            return true
        }
    }

    func forget(_ connection: PeerConnection) {
        let (member, number) = (connection.member, connection.number)
        state.withLock { $0.idle[member]?.removeAll { $0.number == number } }
    }

    func stop() {
        let idle = state.withLock { state in
            state.isStopped = true
            defer { state.idle = [:] }
            return state.idle.values.flatMap { $0 }
        }
        for one in idle { one.loop.execute { one.connection.value.close() } }
    }
}
