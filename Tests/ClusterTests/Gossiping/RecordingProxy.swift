import NIOCore
import NIOPosix
import Synchronization

/// Passes connections on to a port of loopback and keeps what goes either way.
final class RecordingProxy: Sendable {
    private final class Kept: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }

    /// Keeps what it reads and writes it to the other channel.
    private final class Passing: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let kept: Kept
        private let other: any Channel

        init(_ kept: Kept, _ other: any Channel) {
            self.kept = kept
            self.other = other
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            kept.bytes.withLock { $0 += buffer.readableBytesView }
            other.writeAndFlush(buffer, promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            other.close(promise: nil)
        }
    }

    private let listener: any Channel
    private let kept: Kept
    let port: Int

    init(to target: Int) async throws {
        let kept = Kept()
        let group = MultiThreadedEventLoopGroup.singleton
        listener = try await ServerBootstrap(group: group)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                ClientBootstrap(group: channel.eventLoop)
                    .channelInitializer { other in
                        other.eventLoop.makeCompletedFuture {
                            let handler = Passing(kept, channel)
                            try other.pipeline.syncOperations.addHandler(handler)
                        }
                    }
                    .connect(host: "127.0.0.1", port: target)
                    .flatMapThrowing { other in
                        try channel.pipeline.syncOperations.addHandler(Passing(kept, other))
                    }
                    .flatMap { channel.setOption(.autoRead, value: true) }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        self.kept = kept
        port = listener.localAddress?.port ?? 0
    }

    var bytes: [UInt8] { kept.bytes.withLock { $0 } }

    func close() async throws {
        try await listener.close()
    }
}
