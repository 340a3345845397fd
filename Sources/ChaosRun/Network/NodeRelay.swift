internal import NIOCore
internal import NIOPosix

/// The address that a node's peers use: takes their connections and passes them on to the node,
/// as far as the links of the moment let it.
final class NodeRelay: Sendable {
    let port: Int
    private let listener: any Channel

    private init(port: Int, listener: any Channel) {
        self.port = port
        self.listener = listener
    }

    /// - Parameters:
    ///   - port: where the relay listens, on 127.0.0.1.
    ///   - destination: where the node listens now.
    ///   - caller: which node a connection comes from, by its port on the calling side.
    static func start(
        node: Int,
        port: Int,
        links: LinkTable,
        destination: @escaping @Sendable () -> Int,
        caller: @escaping @Sendable (_ port: Int) -> Int?
    ) async throws -> NodeRelay {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let from = channel.remoteAddress?.port.flatMap(caller)
                    try channel.pipeline.syncOperations.addHandler(
                        RelayCaller(
                            forward: { links[from, node] },
                            back: { links[back: node, from] },
                            destination: destination
                        )
                    )
                }
            }
        let listener = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
        return NodeRelay(port: port, listener: listener)
    }

    func stop() {
        listener.close(promise: nil)
    }
}
