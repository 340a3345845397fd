import NIOCore
import NIOPosix
import Synchronization

/// A datagram socket that keeps what it receives.
final class RecordingSocket: Sendable {
    private final class Recorder: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        let record: @Sendable ([UInt8]) -> Void

        init(_ record: @escaping @Sendable ([UInt8]) -> Void) {
            self.record = record
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            record(Array(unwrapInboundIn(data).data.readableBytesView))
        }
    }

    private let channel: any Channel
    private let kept: Kept

    private final class Kept: Sendable {
        let datagrams = Mutex<[[UInt8]]>([])
    }

    init(port: Int) async throws {
        let kept = Kept()
        channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let recorder = Recorder { bytes in kept.datagrams.withLock { $0.append(bytes) }
                    }
                    try channel.pipeline.syncOperations.addHandler(recorder)
                }
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
        self.kept = kept
    }

    var datagrams: [[UInt8]] { kept.datagrams.withLock { $0 } }

    func close() async throws {
        try await channel.close()
    }
}
