internal import Determinism
internal import NIOCore
internal import PeerProtocol
internal import Raft
internal import Synchronization

/// The side of a connection that was called: learns who speaks, then hands over what it says.
final class AcceptedConnection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let context: PeerContext
    private let limit: FrameLimit
    private var peer: PeerHello?
    private var helloTimer: Scheduled<Void>?
    private var isEnding = false

    init(_ context: PeerContext, _ limit: FrameLimit) {
        self.context = context
        self.limit = limit
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        helloTimer = context.eventLoop.scheduleTask(
            in: .nanoseconds(self.context.limits.helloTimeout.wholeNanoseconds)
        ) {
            channel.close(promise: nil)
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        helloTimer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isEnding else { return }
        guard let frame = self.context.decode(unwrapInboundIn(data)) else {
            return end(context)
        }
        guard let peer else { return greet(frame, context) }
        switch (frame, peer.kind) {
        case (.message(let message), .consensus), (.message(let message), .snapshot):
            receive(message, from: peer.identity.node)
        case (.write(let number, let command), .forwarding):
            carryOut(number, command, context.channel)
        default: end(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is FrameDecoder.TooLong {
            end(context)
        } else {
            if peer == nil { self.context.noteFailure(error) }
            context.close(promise: nil)
        }
    }

    private func greet(_ frame: PeerFrame, _ channel: ChannelHandlerContext) {
        guard case .hello(let hello) = frame else { return end(channel) }
        helloTimer?.cancel()
        if let objection = context.objection(to: hello, expected: nil, on: channel) {
            isEnding = true
            context.noteRefusal(objection)
            let refusal = PeerContext.bytes(.refusal(objection), channel.channel.allocator)
            let connection = channel.channel
            connection.writeAndFlush(refusal).whenComplete { _ in
                connection.close(promise: nil)
            }
            return
        }
        // Fails where the connection is closed already, which then ends by itself.
        _ = channel.channel.setOption(
            PeerSocket.userTimeout,
            value: PeerSocket.userTimeout(hello.kind, context.limits)
        )
        let answer = PeerContext.bytes(context.hello(hello.kind), channel.channel.allocator)
        limit.bytes = context.limits.frameBytes(of: hello.kind)
        switch hello.kind {
        case .consensus, .snapshot, .forwarding:
            peer = hello
            context.greeted.withLock { $0 }?(hello.identity.node)
            channel.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        case .control, .gossip, .fill:
            guard let service = context.services.withLock({ $0[hello.kind] }) else {
                return channel.close(promise: nil)
            }
            channel.writeAndFlush(wrapOutboundOut(answer), promise: nil)
            handOver(hello.caller, to: service, channel)
        }
    }

    private func handOver(
        _ caller: PeerCaller,
        to service: PeerStreamService,
        _ channel: ChannelHandlerContext
    ) {
        isEnding = true
        do {
            try service(caller, channel.channel)
        } catch {
            return channel.close(promise: nil)
        }
        channel.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func receive(_ message: Message, from node: NodeID) {
        let envelope = Envelope(from: node, to: context.identity.node, message: message)
        let handler = context.handler.withLock { $0 }
        if handler?.receive(envelope) != true { context.noteDropped() }
    }

    private func carryOut(_ number: UInt64, _ command: [UInt8], _ channel: any Channel) {
        let answer = { @Sendable (outcome: ForwardOutcome) in
            let frame = PeerContext.bytes(.answer(number: number, outcome), channel.allocator)
            channel.writeAndFlush(frame, promise: nil)
        }
        guard let handler = context.handler.withLock({ $0 }) else { return answer(.notLeader) }
        handler.receiveWrite(command, completion: answer)
    }

    private func end(_ channel: ChannelHandlerContext) {
        isEnding = true
        context.noteMalformed()
        channel.close(promise: nil)
    }
}
