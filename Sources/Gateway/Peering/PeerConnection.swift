internal import Determinism
internal import NIOCore
internal import Routing

/// The asking side of a connection to another member; all on its event loop.
///
/// Reads from the socket only while little of what came waits to be written.
final class PeerConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let member: String
    let number: UInt64
    private let pool: PeerPool
    private var context: ChannelHandlerContext?
    private var exchange: PeerExchange?
    /// Of the exchange under way: received, and not yet used.
    private var pendingBytes = 0
    private var wantsRead = false
    private var lastHeard = NIODeadline.uptimeNanoseconds(0)
    private var watch: RepeatedTask?

    init(pool: PeerPool, member: String, number: UInt64) {
        self.pool = pool
        self.member = member
        self.number = number
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        _ = context.channel.setOption(.autoRead, value: false)
        context.read()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        ended()
    }

    /// Sends what an exchange asks; its answers follow.
    func begin(_ exchange: PeerExchange) {
        // One that waited may have closed since it was taken, and hears no more of that.
        guard let context, context.channel.isActive, self.exchange == nil else {
            return exchange.broke()
        }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        guard exchange.began(bound, on: context.eventLoop) else {
            return finishedWell(context)
        }
        self.exchange = exchange
        lastHeard = context.eventLoop.now
        let frame = exchange.message.frame(context.channel.allocator)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        let pause = TimeAmount.nanoseconds(PeeringLimits.silenceLook.wholeNanoseconds)
        watch = context.eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { _ in
            bound.value.listen()
        }
    }

    /// Bytes of the exchange were used; of one that has ended that changes nothing here any more.
    func consumed(_ count: Int, by exchange: PeerExchange) {
        guard self.exchange === exchange, let context else { return }
        pendingBytes -= count
        if pendingBytes < PeeringLimits.pendingBytes { readOn(context) }
    }

    /// Ends the connection where it still serves this exchange, whose answers nobody wants.
    func cancel(_ exchange: PeerExchange) {
        guard self.exchange === exchange else { return }
        self.exchange = nil
        close()
    }

    func close() {
        context?.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastHeard = context.eventLoop.now
        // An answer that nobody asked for is no answer.
        guard let exchange else { return close() }
        let message: PeerMessage
        do {
            message = try PeerMessage(unwrapInboundIn(data), isQuestion: exchange.isQuestion)
        } catch {
            return close()
        }
        if case .body(let bytes) = message { pendingBytes += bytes.readableBytes }
        let isLast = message.isLast
        if isLast {
            self.exchange = nil
            watch?.cancel()
            watch = nil
            // What came for an exchange that has ended, used or given up, holds up no other.
            pendingBytes = 0
            readOn(context)
        }
        exchange.received(message)
        if isLast { finishedWell(context) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if pendingBytes < PeeringLimits.pendingBytes {
            context.read()
        } else {
            wantsRead = true
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func ended() {
        watch?.cancel()
        watch = nil
        pool.forget(self)
        let exchange = exchange
        self.exchange = nil
        exchange?.broke()
    }

    private func readOn(_ context: ChannelHandlerContext) {
        guard wantsRead else { return }
        wantsRead = false
        // The silence until now was this node's own.
        lastHeard = context.eventLoop.now
        context.read()
    }

    private func finishedWell(_ context: ChannelHandlerContext) {
        if !pool.give(self, on: context.eventLoop) { close() }
    }

    /// A member that says nothing for so long hangs, or cannot be heard.
    private func listen() {
        guard let context, exchange != nil, !wantsRead else { return }
        let silence = pool.isDead(member) ? PeeringLimits.silenceOfDead : PeeringLimits.silence
        let heardUntil = lastHeard + .nanoseconds(silence.wholeNanoseconds)
        if context.eventLoop.now >= heardUntil { close() }
    }
}
