internal import HTTP1
internal import NIOCore

/// One connection to the store, bound to the event loop of the clients it serves.
///
/// It serves one exchange at a time, finds the ends of its answers, and passes on everything as it
/// comes. Invariant: it is in the pool's idle list exactly while `exchange` is nil and it is open.
final class UpstreamConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case idle
        case head(interim: Int)
        case sized(UInt64)
        case chunked
        case untilClose
        case closed
    }

    private unowned let pool: UpstreamPool
    private var exchange: (any UpstreamExchange)?
    private var context: ChannelHandlerContext?
    private var phase = Phase.idle
    private var parser = ResponseHeadParser()
    private var head = ReceivedHead()
    private var chunks = ChunkFraming()
    private var input = ByteBuffer()
    private var hasServed = false
    /// The request was sent whole; without that the connection cannot be used again.
    private var isRequestSent = false
    private var isPaused = false
    private var readIsHeld = false
    /// The failure that a close from this side is to be told as.
    private var reason: UpstreamFailure?
    /// Second of the pool's clock since which it is idle.
    private(set) var idleSince: UInt64 = 0
    /// Second of the pool's clock at which it is given up.
    private(set) var deadline = UInt64.max

    init(pool: UpstreamPool) {
        self.pool = pool
    }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    // MARK: Sending

    /// Lends the connection to an exchange, which sends its request at once.
    func begin(_ exchange: any UpstreamExchange) {
        guard context != nil else { return exchange.failed(.closed(reused: hasServed)) }
        self.exchange = exchange
        phase = .head(interim: 0)
        isRequestSent = false
        isPaused = false
        deadline = .max
        exchange.connected(self)
    }

    func send(_ bytes: ByteBuffer, flushing: Bool = true) {
        guard let context else { return }
        if flushing {
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        } else {
            context.write(wrapOutboundOut(bytes), promise: nil)
        }
    }

    /// The request is out; from now on an answer is due.
    func requestSent(withinSeconds seconds: UInt64) {
        isRequestSent = true
        deadline = pool.second + seconds
    }

    /// Gives the connection back without having used it.
    func giveBackUnused() {
        exchange = nil
        phase = .idle
        idleSince = pool.second
        pool.giveBack(self)
    }

    /// The exchange is of no interest any more.
    func abandon() {
        exchange = nil
        close()
    }

    // MARK: Holding back

    func pauseReading() {
        isPaused = true
    }

    func resumeReading() {
        isPaused = false
        touch()
        guard readIsHeld, let context else { return }
        readIsHeld = false
        context.read()
    }

    /// Called by the pool when `deadline` has passed.
    func deadlinePassed() {
        // A client that takes nothing is the listener's to judge.
        guard !isPaused else { return touch() }
        fail(.silent)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        switch phase {
        case .closed: return
        // Nothing was asked: what comes is no answer to anybody.
        case .idle: return close()
        case .head:
            if input.readableBytes == 0 {
                input = bytes
            } else {
                input.writeBuffer(&bytes)
            }
            takeHeads()
        case .sized, .chunked, .untilClose:
            takeBody(bytes)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        exchange?.receivedAllForNow()
    }

    func read(context: ChannelHandlerContext) {
        if isPaused {
            readIsHeld = true
        } else {
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        // A store that takes no more of a request must not keep its client for ever.
        if exchange != nil, !isRequestSent {
            deadline = isWritable ? .max : pool.second + pool.writeSeconds
        }
        exchange?.upstreamWritabilityChanged()
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        closed()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .untilClose = phase { reason = .closed(reused: hasServed) }
        context.close(promise: nil)
    }

    // MARK: Answers

    private func touch() {
        switch phase {
        case .sized, .chunked, .untilClose: deadline = pool.second + pool.readSeconds
        case .idle, .head, .closed: break
        }
    }

    private func takeHeads() {
        while case .head(let interim) = phase, input.readableBytes > 0, let exchange {
            do throws(ResponseHeadError) {
                let isComplete = try input.withUnsafeReadableBytes {
                    bytes throws(ResponseHeadError) in
                    try parser.parse(bytes, isHeadRequest: exchange.isHeadRequest, into: &head)
                }
                guard isComplete else { return }
            } catch {
                return fail(.malformed(error.reason))
            }
            let received = input
            input.moveReaderIndex(forwardBy: head.length)
            if head.isInterim {
                guard interim < UpstreamLimits.interimHeads else {
                    return fail(.malformed("Too many interim heads."))
                }
                phase = .head(interim: interim + 1)
                exchange.received(head, in: received)
            } else {
                beginBody(received, exchange)
            }
        }
    }

    private func beginBody(_ received: ByteBuffer, _ exchange: any UpstreamExchange) {
        let rest = input
        input = pool.emptyBuffer
        switch head.framing {
        case .none: phase = .sized(0)
        case .length(let length): phase = .sized(length)
        case .chunked:
            phase = .chunked
            chunks = ChunkFraming()
        case .untilClose: phase = .untilClose
        }
        touch()
        exchange.received(head, in: received)
        // The exchange may have ended with that.
        guard self.exchange === exchange else { return }
        if case .sized(0) = phase {
            end(isClean: rest.readableBytes == 0)
        } else if rest.readableBytes > 0 {
            takeBody(rest)
        }
    }

    private func takeBody(_ bytes: ByteBuffer) {
        guard let exchange else { return }
        touch()
        switch phase {
        case .sized(let remaining):
            var bytes = bytes
            let count = Int(min(remaining, UInt64(bytes.readableBytes)))
            guard let piece = bytes.readSlice(length: count) else { return }
            phase = .sized(remaining - UInt64(count))
            exchange.received(body: piece)
            if remaining == UInt64(count) { end(isClean: bytes.readableBytes == 0) }
        case .untilClose: exchange.received(body: bytes)
        case .chunked: takeChunks(bytes, exchange)
        case .idle, .head, .closed: break
        }
    }

    private func takeChunks(_ bytes: ByteBuffer, _ exchange: any UpstreamExchange) {
        var bytes = bytes
        var position = 0
        let isEnd: Bool
        do throws(HTTPError) {
            isEnd = try bytes.withUnsafeReadableBytes { raw throws(HTTPError) in
                while true {
                    switch try chunks.next(raw, position: &position) {
                    case .needsMore: return false
                    case .end: return true
                    case .chunk, .data, .chunkEnd: continue
                    }
                }
            }
        } catch {
            return fail(.malformed(error.reason))
        }
        if let piece = bytes.readSlice(length: position) { exchange.received(body: piece) }
        if isEnd { end(isClean: bytes.readableBytes == 0) }
    }

    /// The answer is complete; the connection is given back before the client may ask again.
    private func end(isClean: Bool) {
        guard let exchange else { return }
        self.exchange = nil
        deadline = .max
        hasServed = true
        if isClean, head.keepAlive, isRequestSent, context != nil {
            phase = .idle
            idleSince = pool.second
            pool.giveBack(self)
            if isPaused { resumeReading() }
        } else {
            close()
        }
        exchange.ended()
    }

    // MARK: The end

    private func fail(_ failure: UpstreamFailure) {
        reason = failure
        close()
    }

    func close() {
        closed()
        context?.close(promise: nil)
    }

    private func closed() {
        if case .closed = phase { return }
        let isWhole: Bool
        if case .untilClose = phase, reason == nil { isWhole = true } else { isWhole = false }
        phase = .closed
        pool.closed(self)
        input = pool.emptyBuffer
        guard let exchange else { return }
        self.exchange = nil
        if isWhole {
            exchange.ended()
        } else {
            exchange.failed(reason ?? .closed(reused: hasServed))
        }
    }
}
