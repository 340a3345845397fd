internal import Determinism
internal import NIOCore
internal import PeerProtocol
internal import Raft

/// The calling side of a stream: says hello, then makes room for the handlers of its owner.
final class PeerStreamCaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let hello: PeerHello
    private let expected: NodeID?
    private let context: PeerContext
    private let limit: FrameLimit
    private let opened: EventLoopPromise<any Channel>
    private let prepare: @Sendable (PeerCaller, any Channel) throws -> Void
    private var timer: Scheduled<Void>?

    init(
        hello: PeerHello,
        expected: NodeID?,
        context: PeerContext,
        limit: FrameLimit,
        opened: EventLoopPromise<any Channel>,
        prepare: @escaping @Sendable (PeerCaller, any Channel) throws -> Void
    ) {
        self.hello = hello
        self.expected = expected
        self.context = context
        self.limit = limit
        self.opened = opened
        self.prepare = prepare
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(
            in: .nanoseconds(self.context.limits.helloTimeout.wholeNanoseconds)
        ) {
            channel.close(promise: nil)
        }
        let bytes = PeerContext.bytes(.hello(hello), channel.allocator)
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        opened.fail(PeerStreamError.closed)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.context.decode(unwrapInboundIn(data)) {
        case .hello(let answer) where answer.kind == hello.kind: greet(answer, context)
        case .refusal(let reason): fail(.refused(reason), context)
        default:
            self.context.noteMalformed()
            fail(.malformed, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let reason = self.context.noteFailure(error) {
            opened.fail(PeerStreamError.unauthenticated(reason))
        } else {
            opened.fail(error is FrameDecoder.TooLong ? PeerStreamError.malformed : error)
        }
        context.close(promise: nil)
    }

    private func greet(_ answer: PeerHello, _ channel: ChannelHandlerContext) {
        if let objection = context.objection(to: answer, expected: expected, on: channel) {
            context.noteRefusal(objection)
            return fail(.refused(objection), channel)
        }
        limit.bytes = context.limits.frameBytes(of: hello.kind)
        let connection = channel.channel
        do {
            try prepare(answer.caller, connection)
        } catch {
            opened.fail(error)
            return channel.close(promise: nil)
        }
        channel.pipeline.syncOperations.removeHandler(self, promise: nil)
        opened.succeed(connection)
    }

    private func fail(_ error: PeerStreamError, _ channel: ChannelHandlerContext) {
        opened.fail(error)
        channel.close(promise: nil)
    }
}
