internal import Determinism
internal import NIOCore
internal import PeerProtocol

/// The side of a connection that called: says who it is, and learns whether it reached whom it
/// meant.
final class CalledConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let context: PeerContext
    private let link: PeerLink
    private let limit: FrameLimit
    private var helloTimer: Scheduled<Void>?
    private var isOpen = false

    init(_ context: PeerContext, _ link: PeerLink, _ limit: FrameLimit) {
        self.context = context
        self.link = link
        self.limit = limit
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        helloTimer = context.eventLoop.scheduleTask(
            in: .nanoseconds(self.context.limits.helloTimeout.wholeNanoseconds)
        ) {
            channel.close(promise: nil)
        }
        let hello = PeerContext.bytes(self.context.hello(link.kind), channel.allocator)
        context.writeAndFlush(wrapOutboundOut(hello), promise: nil)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        helloTimer?.cancel()
        link.closed(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let frame = self.context.decode(unwrapInboundIn(data)) else {
            return end(context)
        }
        switch frame {
        case .hello(let hello) where !isOpen && hello.kind == link.kind:
            open(hello, context)
        case .refusal(let reason) where !isOpen:
            self.context.noteRefusal(reason)
            context.close(promise: nil)
        case .answer(let number, let outcome) where isOpen && link.kind == .forwarding:
            link.answered(number, outcome)
        default: end(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is FrameDecoder.TooLong {
            end(context)
        } else {
            if !isOpen { self.context.noteFailure(error) }
            context.close(promise: nil)
        }
    }

    private func open(_ hello: PeerHello, _ channel: ChannelHandlerContext) {
        helloTimer?.cancel()
        if let objection = context.objection(to: hello, expected: link.peer, on: channel) {
            context.noteRefusal(objection)
            channel.close(promise: nil)
            return
        }
        isOpen = true
        limit.bytes = context.limits.frameBytes(of: link.kind)
        link.opened(channel.channel)
    }

    private func end(_ channel: ChannelHandlerContext) {
        context.noteMalformed()
        channel.close(promise: nil)
    }
}
