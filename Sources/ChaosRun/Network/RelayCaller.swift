internal import NIOCore
internal import NIOPosix

/// A connection that was just taken: calls the node as soon as both directions of the link pass,
/// then gives way to a pipe each way.
final class RelayCaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private static let lookPause = TimeAmount.milliseconds(20)

    private let forward: @Sendable () -> LinkState
    private let back: @Sendable () -> LinkState
    private let destination: @Sendable () -> Int

    init(
        forward: @escaping @Sendable () -> LinkState,
        back: @escaping @Sendable () -> LinkState,
        destination: @escaping @Sendable () -> Int
    ) {
        self.forward = forward
        self.back = back
        self.destination = destination
    }

    func channelActive(context: ChannelHandlerContext) {
        call(context.channel)
    }

    /// A handshake needs both directions.
    private func call(_ channel: any Channel) {
        let handler = NIOLoopBound(self, eventLoop: channel.eventLoop)
        guard !forward().isCut, !back().isCut else {
            channel.eventLoop.scheduleTask(in: Self.lookPause) {
                handler.value.call(channel)
            }
            return
        }
        let back = back
        ClientBootstrap(group: channel.eventLoop)
            .connectTimeout(.seconds(2))
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { node in
                node.eventLoop.makeCompletedFuture {
                    try node.pipeline.syncOperations.addHandler(
                        RelayPipe(partner: channel, link: back)
                    )
                }
            }
            .connect(host: "127.0.0.1", port: destination())
            .whenComplete { result in
                switch result {
                case .success(let node): handler.value.join(channel, to: node)
                case .failure: channel.close(promise: nil)
                }
            }
    }

    private func join(_ channel: any Channel, to node: any Channel) {
        guard channel.isActive else {
            // The caller has given up meanwhile.
            node.close(promise: nil)
            return
        }
        do {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(RelayPipe(partner: node, link: forward))
            pipeline.removeHandler(self, promise: nil)
        } catch {
            // The channel has closed meanwhile.
            node.close(promise: nil)
        }
    }
}
