internal import NIOCore
internal import NIOPosix

/// The connections of one event loop to the store.
///
/// Touched only on its loop. Who asks for a connection gets an idle one, the one used last first,
/// or a new one; nobody waits in a line.
final class UpstreamPool {
    let emptyBuffer = ByteBuffer()
    private let loop: any EventLoop
    private let endpoint: UpstreamEndpoint
    private let security: UpstreamTLS?
    /// From a whole read to the head of its answer, and of silence within the body of any.
    let readSeconds: UInt64
    /// From any other request to the head of its answer, and of a store that takes no more of one.
    let writeSeconds: UInt64
    private var idle: [UpstreamConnection] = []
    private var all: [ObjectIdentifier: UpstreamConnection] = [:]
    private var connecting = 0
    private var health = UpstreamHealth()
    private var sweep: RepeatedTask?
    /// Monotonic seconds, for deadlines.
    private(set) var second = NIODeadline.now().uptimeNanoseconds / 1_000_000_000

    init(_ remote: RemoteStore, loop: any EventLoop) {
        self.loop = loop
        endpoint = remote.endpoint
        security = remote.security
        let configuration = remote.client.configuration
        readSeconds = UInt64(max(1, configuration.timeout.components.seconds))
        writeSeconds = UInt64(max(1, configuration.writeTimeout.components.seconds))
    }

    var connectionCount: Int { all.count }

    /// Finds a connection for an exchange, which is told at once or later.
    ///
    /// - Parameter mayRepeat: whether the exchange can be sent once more when the store closes the
    ///   connection at this moment.
    func connect(_ exchange: any UpstreamExchange, mayRepeat: Bool) {
        startSweep()
        let patience = mayRepeat ? UpstreamLimits.idleSeconds : UpstreamLimits.freshSeconds
        if let connection = idle.last, connection.idleSince + patience >= second {
            idle.removeLast()
            return connection.begin(exchange)
        }
        connectAnew(exchange)
    }

    /// Opens a new connection for an exchange.
    func connectAnew(_ exchange: any UpstreamExchange) {
        guard all.count + connecting < UpstreamLimits.connections else {
            return exchange.failed(.tooMany)
        }
        guard health.mayConnect(at: .now()) else { return exchange.failed(.unreachable) }
        connecting += 1
        let bound = NIOLoopBound(self, eventLoop: loop)
        ClientBootstrap(group: loop)
            .connectTimeout(UpstreamLimits.connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(
                    minimum: 8 << 10,
                    initial: 16 << 10,
                    maximum: UpstreamLimits.readBytes
                )
            )
            .channelInitializer { [security] channel in
                channel.eventLoop.makeCompletedFuture {
                    try security?.secure(channel)
                    try channel.pipeline.syncOperations.addHandler(
                        UpstreamConnection(pool: bound.value)
                    )
                }
            }
            .connect(host: endpoint.host, port: endpoint.port)
            .assumeIsolated()
            .whenComplete { [self] result in
                do {
                    let pipeline = try result.get().pipeline.syncOperations
                    let connection = try pipeline.handler(type: UpstreamConnection.self)
                    guard security != nil else { return connected(connection, exchange) }
                    let handshake = try pipeline.handler(type: UpstreamHandshake.self)
                    handshake.whenOver { [self] outcome in
                        switch outcome {
                        case .success: connected(connection, exchange)
                        case .failure(let failure): failed(.insecure(failure.reason), exchange)
                        }
                    }
                } catch {
                    failed(.unreachable, exchange)
                }
            }
    }

    private func connected(_ connection: UpstreamConnection, _ exchange: any UpstreamExchange) {
        connecting -= 1
        health.connected()
        all[ObjectIdentifier(connection)] = connection
        connection.begin(exchange)
    }

    private func failed(_ failure: UpstreamFailure, _ exchange: any UpstreamExchange) {
        connecting -= 1
        health.failed(at: .now())
        exchange.failed(failure)
    }

    /// Takes back a connection that has served an exchange.
    func giveBack(_ connection: UpstreamConnection) {
        guard idle.count < UpstreamLimits.idleConnections else { return connection.close() }
        idle.append(connection)
    }

    func closed(_ connection: UpstreamConnection) {
        all[ObjectIdentifier(connection)] = nil
        guard let index = idle.lastIndex(where: { $0 === connection }) else { return }
        idle.remove(at: index)
    }

    private func startSweep() {
        guard sweep == nil else { return }
        second = NIODeadline.now().uptimeNanoseconds / 1_000_000_000
        let bound = NIOLoopBound(self, eventLoop: loop)
        sweep = loop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { task in
            bound.value.sweepOnce(task)
        }
    }

    /// Once a second: the clock, and an end to what waits or idles too long.
    private func sweepOnce(_ task: RepeatedTask) {
        second = NIODeadline.now().uptimeNanoseconds / 1_000_000_000
        guard !all.isEmpty || connecting > 0 else {
            task.cancel()
            sweep = nil
            return
        }
        for connection in all.values where connection.deadline < second {
            connection.deadlinePassed()
        }
        while let first = idle.first, first.idleSince + UpstreamLimits.idleSeconds < second {
            first.close()
        }
    }
}
