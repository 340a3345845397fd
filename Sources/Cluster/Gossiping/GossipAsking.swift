internal import Gossip
internal import NIOCore

/// The end of a stream that this node began: reads the answer, to its last frame or its end.
final class GossipAsking: ChannelInboundHandler {
    enum Outcome {
        case frame(Frame)
        /// The stream ended, or what came is none, before the last frame.
        case failed
    }

    typealias InboundIn = ByteBuffer

    private let shared: GossipShared
    private let timeout: TimeAmount
    private let tell: (Outcome) -> Void
    private var timer: Scheduled<Void>?
    private var frames = 0
    private var isDone = false

    init(shared: GossipShared, timeout: TimeAmount, tell: @escaping (Outcome) -> Void) {
        self.shared = shared
        self.timeout = timeout
        self.tell = tell
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
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
            tell(.frame(frame))
        } catch {
            shared.count { $0.malformed += 1 }
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        if !isDone { tell(.failed) }
        isDone = true
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
