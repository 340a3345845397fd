import Cluster
import NIOCore
import NIOPosix
import PeerProtocol
import Synchronization

/// A peer that takes connections for writes that are passed on, says hello, and may then read no
/// more of its first one, as if its machine were gone.
final class StallingPeer: Sendable {
    private struct State {
        var received: [Int] = []
        var listener: (any Channel)?
    }

    private let state = Mutex(State())
    private let hello: [UInt8]
    private let stops: Bool

    /// - Parameter stops: whether it reads no more of its first connection after the hello.
    init(_ cluster: ClusterID, node: UInt64, stops: Bool) {
        self.stops = stops
        hello = PeerHelloBytes.frame(
            cluster,
            node: node,
            kind: PeerKind.forwarding.rawValue,
            name: "stalling"
        )
    }

    /// The bytes that came over each connection.
    var received: [Int] { state.withLock { $0.received } }

    func listen(_ group: any EventLoopGroup) async throws -> PeerAddress {
        let listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(self))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        state.withLock { $0.listener = listener }
        return PeerAddress(host: "127.0.0.1", port: listener.localAddress?.port ?? 0)
    }

    /// Calls a node, as after a restart, and returns when it has answered.
    func greet(_ address: PeerAddress, _ group: any EventLoopGroup) async throws {
        let answered = group.next().makePromise(of: Void.self)
        let channel = try await ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answer(answered))
                }
            }
            .connect(host: address.host, port: address.port).get()
        channel.writeAndFlush(ByteBuffer(bytes: hello), promise: nil)
        try await answered.futureResult.get()
        try await channel.close()
    }

    func stop() async throws {
        try await state.withLock { $0.listener }?.close()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let peer: StallingPeer
        private var place: Int?

        init(_ peer: StallingPeer) {
            self.peer = peer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let count = unwrapInboundIn(data).readableBytes
            if let place {
                peer.state.withLock { $0.received[place] += count }
                return
            }
            let place = peer.state.withLock { state in
                state.received.append(count)
                return state.received.count - 1
            }
            self.place = place
            context.writeAndFlush(NIOAny(ByteBuffer(bytes: peer.hello)), promise: nil)
            if peer.stops, place == 0 {
                _ = context.channel.setOption(.autoRead, value: false)
            }
        }
    }

    private final class Answer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let answered: EventLoopPromise<Void>

        init(_ answered: EventLoopPromise<Void>) {
            self.answered = answered
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            answered.succeed()
        }

        func channelInactive(context: ChannelHandlerContext) {
            answered.fail(ChannelError.eof)
        }
    }
}
