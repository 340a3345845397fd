internal import Determinism
internal import Gossip
internal import NIOCore

/// The end of a stream that another node began, on the loop of its connection: reads frames and
/// passes them to the home of gossip.
final class GossipAnswering: ChannelInboundHandler {
    /// A stream, as the home of gossip knows it.
    struct Stream: Sendable {
        /// Its number, unique in the process.
        let token: UInt64
        let channel: any Channel
        /// Who called; nil when the connection is gone already.
        let address: Address?
    }

    typealias InboundIn = ByteBuffer

    private let stream: Stream
    private let shared: GossipShared
    private let heard: @Sendable (Frame, Stream) -> Void
    private let ended: @Sendable (Stream) -> Void
    private var timer: Scheduled<Void>?
    private var frames = 0
    private var isDone = false

    init(
        _ stream: Stream,
        shared: GossipShared,
        heard: @escaping @Sendable (Frame, Stream) -> Void,
        ended: @escaping @Sendable (Stream) -> Void
    ) {
        self.stream = stream
        self.shared = shared
        self.heard = heard
        self.ended = ended
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        let timeout = shared.settings.timing.exchangeTimeout.wholeNanoseconds
        timer = context.eventLoop.scheduleTask(in: .nanoseconds(timeout)) {
            channel.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDone else { return }
        frames += 1
        do {
            guard frames <= shared.settings.limits.framesOfStream else {
                return context.close(promise: nil)
            }
            let frame = try FrameCodec.decode(Array(unwrapInboundIn(data).readableBytesView))
            isDone = frame.isLast
            heard(frame, stream)
        } catch {
            isDone = true
            shared.count { $0.malformed += 1 }
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        ended(stream)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
