internal import NIOCore

/// One direction of a relayed connection: reads from one channel, writes to its partner while the
/// link passes anything, one piece at a time.
final class RelayPipe: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// How soon a healed link is noticed.
    private static let lookPause = TimeAmount.milliseconds(10)

    private let link: @Sendable () -> LinkState
    private let partner: any Channel
    private var isEnded = false

    init(partner: any Channel, link: @escaping @Sendable () -> LinkState) {
        self.partner = partner
        self.link = link
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { context.read() }
    }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let piece = unwrapInboundIn(data)
        let delay = link().delayMilliseconds
        guard delay == 0 else {
            pass(piece, context, after: .milliseconds(Int64(delay)))
            return
        }
        passWhenWhole(piece, context)
    }

    private func pass(_ piece: ByteBuffer?, _ context: ChannelHandlerContext, after: TimeAmount) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: after) {
            let (pipe, context) = bound.value
            pipe.passWhenWhole(piece, context)
        }
    }

    /// Without a piece: the end of what comes.
    private func passWhenWhole(_ piece: ByteBuffer?, _ context: ChannelHandlerContext) {
        guard !isEnded else { return }
        guard !link().isCut else {
            pass(piece, context, after: Self.lookPause)
            return
        }
        guard let piece else {
            isEnded = true
            partner.close(mode: .all, promise: nil)
            context.close(promise: nil)
            return
        }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        partner.writeAndFlush(piece).hop(to: context.eventLoop).whenComplete { result in
            let (pipe, context) = bound.value
            guard !pipe.isEnded else { return }
            if case .success = result {
                context.read()
            } else {
                pipe.isEnded = true
                context.close(promise: nil)
            }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            passWhenWhole(nil, context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        guard !isEnded else { return }
        // The partner learns of it when the link lets it.
        endPartnerWhenWhole(context)
    }

    private func endPartnerWhenWhole(_ context: ChannelHandlerContext) {
        isEnded = true
        RelayPipe.close(partner, whenWhole: link, on: context.eventLoop)
    }

    private static func close(
        _ partner: any Channel,
        whenWhole link: @escaping @Sendable () -> LinkState,
        on loop: any EventLoop
    ) {
        guard partner.isActive else { return }
        guard !link().isCut else {
            loop.scheduleTask(in: lookPause) { close(partner, whenWhole: link, on: loop) }
            return
        }
        partner.close(mode: .all, promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
