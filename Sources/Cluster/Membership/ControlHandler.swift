internal import NIOCore
internal import PeerProtocol

/// Answers control requests on one connection, one after another.
final class ControlHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let answer: @Sendable (ControlRequest) async -> ControlAnswer
    private var isBusy = false

    init(_ answer: @escaping @Sendable (ControlRequest) async -> ControlAnswer) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // A caller waits for its answer; one that does not is none of ours.
        guard !isBusy, let request = Self.decode(unwrapInboundIn(data)) else {
            return context.close(promise: nil)
        }
        isBusy = true
        let channel = context.channel
        let answer = answer
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        Task {
            let bytes = await answer(request).encoded
            channel.eventLoop.execute {
                handler.value.isBusy = false
                channel.writeAndFlush(
                    PeerFraming.frame(bytes, channel.allocator),
                    promise: nil
                )
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private static func decode(_ buffer: ByteBuffer) -> ControlRequest? {
        do {
            return try ControlRequest(decoding: Array(buffer.readableBytesView))
        } catch {
            return nil
        }
    }
}
