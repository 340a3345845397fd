internal import Determinism
internal import NIOCore
internal import PeerProtocol

/// One control request to another node, over a connection of its own.
final class ControlCall: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let answer: EventLoopPromise<ControlAnswer>

    private init(_ answer: EventLoopPromise<ControlAnswer>) {
        self.answer = answer
    }

    /// Asks and waits for the answer, within a bound.
    ///
    /// - Throws: `PeerStreamError`, what the system says, or `ChannelError.connectTimeout`.
    static func ask(
        _ request: ControlRequest,
        of address: PeerAddress,
        over transport: PeerTransport,
        on loop: any EventLoop,
        within patience: Duration
    ) async throws -> ControlAnswer {
        let answer = loop.makePromise(of: ControlAnswer.self)
        let opened = transport.openStream(to: address, kind: .control, on: loop) { _, channel in
            try channel.pipeline.syncOperations.addHandler(ControlCall(answer))
        }
        opened.whenFailure { answer.fail($0) }
        opened.whenSuccess { channel in
            channel.writeAndFlush(
                PeerFraming.frame(request.encoded, channel.allocator),
                promise: nil
            )
        }
        let timer = loop.scheduleTask(in: .nanoseconds(patience.wholeNanoseconds)) {
            answer.fail(PeerStreamError.closed)
        }
        answer.futureResult.whenComplete { _ in
            timer.cancel()
            opened.whenSuccess { $0.close(promise: nil) }
        }
        return try await answer.futureResult.get()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do {
            answer.succeed(
                try ControlAnswer(decoding: Array(unwrapInboundIn(data).readableBytesView))
            )
        } catch {
            answer.fail(PeerStreamError.malformed)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(PeerStreamError.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
        context.close(promise: nil)
    }
}
