internal import Logging
package import NIOCore
package import NIOPosix

/// A listener: accepts connections, spreads them over the event loops, and watches over their time.
package final class HTTPServer: Sendable {
    private let channel: any Channel
    private let contexts: [NIOLoopBound<LoopContext>]
    private let sweeps: [RepeatedTask]
    private let connectionCount: ConnectionCount

    /// The address that was bound, with the port the system chose when 0 was asked.
    package let address: SocketAddress

    private init(
        channel: any Channel,
        address: SocketAddress,
        contexts: [NIOLoopBound<LoopContext>],
        sweeps: [RepeatedTask],
        connectionCount: ConnectionCount
    ) {
        self.channel = channel
        self.address = address
        self.contexts = contexts
        self.sweeps = sweeps
        self.connectionCount = connectionCount
    }

    /// Open connections now.
    package var connections: Int { connectionCount.value }

    /// Binds and serves.
    ///
    /// - Parameters:
    ///   - security: nil for plain HTTP.
    ///   - application: Makes the application of one event loop, on that loop.
    package static func start(
        group: MultiThreadedEventLoopGroup,
        host: String,
        port: Int,
        limits: HTTPServerLimits,
        security: ListenerSecurity? = nil,
        application: @escaping @Sendable (LoopContext) -> any HTTPApplication
    ) async throws -> HTTPServer {
        var contexts: [NIOLoopBound<LoopContext>] = []
        var sweeps: [RepeatedTask] = []
        var places: [ObjectIdentifier: NIOLoopBound<LoopSeat>] = [:]
        for loop in group.makeIterator() {
            let (context, seat, sweep) = try await loop.submit {
                let context = LoopContext(loop: loop, limits: limits)
                let seat = LoopSeat(context: context, application: application(context))
                let bound = NIOLoopBound(context, eventLoop: loop)
                let sweep = loop.scheduleRepeatedTask(
                    initialDelay: .seconds(1),
                    delay: .seconds(1)
                ) { _ in bound.value.sweep() }
                return (bound, NIOLoopBound(seat, eventLoop: loop), sweep)
            }.get()
            contexts.append(context)
            sweeps.append(sweep)
            places[ObjectIdentifier(loop)] = seat
        }
        let count = ConnectionCount()
        let seats = places
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                guard let seat = seats[ObjectIdentifier(channel.eventLoop)] else {
                    return channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
                }
                guard count.enter(limit: limits.connections) else {
                    return channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
                }
                channel.closeFuture.whenComplete { _ in count.leave() }
                return channel.eventLoop.makeCompletedFuture {
                    let seat = seat.value
                    let sealed = security.map { SealedTransport($0) }
                    try sealed?.add(to: channel.pipeline)
                    try channel.pipeline.syncOperations.addHandler(
                        HTTPConnection(
                            context: seat.context,
                            application: seat.application,
                            limits: limits,
                            sealed: sealed
                        )
                    )
                }
            }
            .bind(host: host, port: port).get()
        guard let address = channel.localAddress else { throw ChannelError.unknownLocalAddress }
        return HTTPServer(
            channel: channel,
            address: address,
            contexts: contexts,
            sweeps: sweeps,
            connectionCount: count
        )
    }

    /// Stops accepting; open connections close after the answer they are giving.
    package func drain() async {
        try? await channel.close().get()
        for context in contexts {
            context.eventLoop.execute { context.value.drain() }
        }
    }

    /// Ends the watch over time; call when no connection matters any more.
    package func stop() {
        for sweep in sweeps { sweep.cancel() }
    }
}
