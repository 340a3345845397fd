internal import Glibc
package import HTTP1
package import NIOCore

/// One HTTP/1.1 connection of a client, bound to its event loop.
///
/// It takes heads apart in place, hands each request to the application, and sends what the
/// application writes. One request at a time: bytes of the next one wait in the socket. It decides
/// framing, keep-alive and time-outs, and nothing about S3.
///
/// Invariant: `phase == .answering` from the application's `receive` to `finish` or `abort`.
package final class HTTPConnection: ChannelDuplexHandler {
    /// Bytes as they come from the socket.
    package typealias InboundIn = ByteBuffer
    /// Nothing writes through this handler but itself.
    package typealias OutboundIn = Never
    /// Bytes, or stretches of files for `sendfile`.
    package typealias OutboundOut = IOData

    package let loopContext: LoopContext
    private let application: any HTTPApplication
    let limits: HTTPServerLimits
    let sealed: SealedTransport?

    package private(set) var head = RequestHead()
    private var parser: HeadParser
    private var chunks = ChunkedBody()
    var context: ChannelHandlerContext?
    private var input = ByteBuffer()
    private var headBytes = ByteBuffer()
    var phase = HTTPPhase.awaitingHead
    var body = RequestBodyFraming.none
    var answerFinished = false
    var closeAfterAnswer = false
    var continueSent = false
    var bodyPaused = false
    private var readIsHeld = false
    var insideRead = false
    private var insideProcess = false
    var needsFlush = false
    /// Answers since the last flush, while a burst of requests is answered.
    private var unflushedAnswers = 0
    /// Closed for everybody here, but what was written has not left yet.
    private var awaitsFlush = false
    private var discarded: UInt64 = 0

    /// Whether what comes behind the request is read while its answer is owed, one read's worth.
    ///
    /// For answers that wait for others: the socket need not be unwatched and watched again. Of
    /// one request.
    package var readsAhead = false
    /// Whether this request's chunked body goes to the sink with chunks and trailers, checked.
    package var passesChunks = false

    /// Where the request's body goes; set by the application while it receives the head.
    package var bodySink: (any RequestBodySink)?
    /// Who is told when the connection closes before the answer is finished.
    package var source: (any ResponseSource)?
    /// Monotonic second at which the sweep closes this connection.
    var deadlineSecond: UInt64

    init(
        context: LoopContext,
        application: any HTTPApplication,
        limits: HTTPServerLimits,
        sealed: SealedTransport? = nil
    ) {
        self.sealed = sealed
        loopContext = context
        self.application = application
        self.limits = limits
        parser = HeadParser(limits: limits.head)
        deadlineSecond = context.second + limits.idleSeconds
    }

    /// Lends the bytes of the request's head, which the ranges of ``head`` index.
    package func withHeadBytes<Value, Failure>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try headBytes.withUnsafeReadableBytes(body)
    }

    /// Whether the connection will carry another request after this answer.
    ///
    /// Who waits for "100 Continue" and gets an answer may or may not send the body: only a close is
    /// unambiguous, and the answer has to announce it, or the client begins another request.
    package var keepsAlive: Bool {
        head.keepAlive && !closeAfterAnswer && !(head.expectsContinue && !continueSent)
    }

    package var isOpen: Bool { phase != .closed }

    /// Whether it is under TLS.
    package var isSealed: Bool { sealed != nil }

    /// The bytes that ``withHeadBytes(_:)`` lends, as a buffer to be sent on.
    package var headBuffer: ByteBuffer { headBytes }

    /// Whether the socket takes what is written; if not, the source is told when it does again.
    package var isWritable: Bool { context?.channel.isWritable ?? false }

    // MARK: Channel events

    /// The connection belongs to its loop from here on (NIO).
    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loopContext.add(self)
    }

    /// The connection leaves its loop (NIO).
    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        loopContext.remove(self)
    }

    /// Bytes came (NIO): goes as far as they allow.
    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase != .closed else { return }
        insideRead = true
        var bytes = unwrapInboundIn(data)
        if input.readableBytes == 0 {
            input = bytes
        } else {
            input.writeBuffer(&bytes)
        }
        process()
    }

    /// The end of a burst of reads (NIO): one flush for all that was answered in it.
    package func channelReadComplete(context: ChannelHandlerContext) {
        insideRead = false
        flushIfNeeded(context)
        // A buffer emptied by requests must not keep a large block alive for an idle connection.
        if input.readableBytes == 0 { input = loopContext.emptyBuffer }
    }

    /// NIO asks whether to read on: not while an answer is owed, so that requests wait in the
    /// socket.
    package func read(context: ChannelHandlerContext) {
        if wantsBytes {
            context.read()
        } else {
            readIsHeld = true
        }
    }

    /// The socket takes bytes again, or no more for now (NIO).
    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        source?.writabilityChanged()
        if phase == .awaitingHead, isWritable {
            deadlineSecond = loopContext.second + limits.idleSeconds
            process()
        }
        context.fireChannelWritabilityChanged()
    }

    /// The connection is closed (NIO).
    package func channelInactive(context: ChannelHandlerContext) {
        closed()
        context.fireChannelInactive()
    }

    /// The socket failed (NIO).
    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Resets and broken pipes of clients are daily life; closing is all there is to do.
        close(context)
    }

    private var wantsBytes: Bool {
        switch phase {
        case .awaitingHead: isWritable
        case .answering:
            switch body {
            case .none: readsAhead && input.readableBytes == 0
            case .sized, .chunked: !bodyPaused
            }
        case .closed: false
        }
    }

    func releaseRead() {
        guard readIsHeld, wantsBytes, let context else { return }
        readIsHeld = false
        context.read()
    }

    private func closed() {
        guard phase != .closed else { return }
        phase = .closed
        let sink = bodySink
        let source = source
        bodySink = nil
        self.source = nil
        sink?.bodyFailed()
        source?.connectionClosed()
        input = loopContext.emptyBuffer
    }

    private func close(_ context: ChannelHandlerContext) {
        closed()
        context.close(promise: nil)
    }

    /// From now on closing sends a reset; a channel that is closed already ignores it.
    func resetOnClose(_ context: ChannelHandlerContext) {
        guard let socket = context.channel as? any SocketOptionProvider else { return }
        _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    }

    /// Called by the sweep when ``deadlineSecond`` has passed.
    func deadlinePassed() {
        guard let context, phase != .closed || awaitsFlush else { return }
        switch phase {
        case .closed: resetOnClose(context)
        case .answering: if case .none = body { resetOnClose(context) }
        case .awaitingHead: break
        }
        closeAtOnce(context)
    }

    /// Without waiting for anything that the other side would have to do.
    func closeAtOnce(_ context: ChannelHandlerContext) {
        closed()
        if let sealed { sealed.closeAtOnce(context) } else { context.close(promise: nil) }
    }

    /// Closes at once when no request is under way, else after the answer; for a draining node.
    func drain() {
        guard let context else { return }
        closeAfterAnswer = true
        if phase == .awaitingHead, input.readableBytes == 0 { closeAfterFlush(context) }
    }

    // MARK: Requests

    /// Goes as far as the bytes and the application allow; never re-entered.
    func process() {
        guard !insideProcess else { return }
        insideProcess = true
        while step() {}
        insideProcess = false
        releaseRead()
    }

    private func step() -> Bool {
        switch phase {
        case .awaitingHead: takeHead()
        case .answering: takeBody() || endRequest()
        case .closed: false
        }
    }

    private func takeHead() -> Bool {
        // Who does not take answers is asked for no more requests.
        guard input.readableBytes > 0, isWritable else { return false }
        do throws(HTTPError) {
            let complete = try input.withUnsafeReadableBytes { bytes throws(HTTPError) in
                try parser.parse(bytes, into: &head)
            }
            guard complete else {
                if deadlineSecond > loopContext.second + limits.headSeconds {
                    deadlineSecond = loopContext.second + limits.headSeconds
                }
                return false
            }
        } catch {
            refuse(error)
            return true
        }
        headBytes = input.readSlice(length: head.length) ?? loopContext.emptyBuffer
        phase = .answering
        answerFinished = false
        continueSent = false
        readsAhead = false
        passesChunks = false
        discarded = 0
        switch head.framing {
        case .none: body = .none
        case .length(let length): body = length == 0 ? .none : .sized(length)
        case .chunked:
            body = .chunked
            chunks = ChunkedBody()
        }
        deadlineSecond = loopContext.second + limits.bodySeconds
        if case .none = body { deadlineSecond = .max }
        let hadBody = body
        application.receive(self)
        if case .none = hadBody, let sink = bodySink {
            bodySink = nil
            sink.bodyEnded()
        }
        return true
    }

    /// Passes on body bytes; true when something moved.
    private func takeBody() -> Bool {
        guard !bodyPaused, input.readableBytes > 0 else { return false }
        switch body {
        case .none: return false
        case .sized(let remaining):
            let count = Int(min(remaining, UInt64(input.readableBytes)))
            guard let piece = input.readSlice(length: count) else { return false }
            body = remaining == UInt64(count) ? .none : .sized(remaining - UInt64(count))
            deliver(piece)
            if case .none = body { endBody() }
            return phase != .closed
        case .chunked:
            return takeChunk()
        }
    }

    private func takeChunk() -> Bool {
        do throws(HTTPError) {
            let (piece, isEnd) =
                passesChunks ? try chunks.pass(&input) : try chunks.take(&input)
            if let piece { deliver(piece) }
            if isEnd, phase != .closed {
                body = .none
                endBody()
            }
            return (isEnd || piece != nil) && phase != .closed
        } catch {
            failBody(error)
            return true
        }
    }

    private func failBody(_ error: HTTPError) {
        let sink = bodySink
        bodySink = nil
        sink?.bodyFailed()
        refuse(error)
    }

    private func deliver(_ piece: ByteBuffer) {
        deadlineSecond = loopContext.second + limits.bodySeconds
        if let bodySink {
            bodySink.bodyReceived(piece)
        } else {
            discarded += UInt64(piece.readableBytes)
            if discarded > limits.discardBytes, answerFinished, let context { close(context) }
        }
    }

    private func endBody() {
        // From here on the client owes nothing; who answers has a patience of its own.
        deadlineSecond = .max
        let sink = bodySink
        bodySink = nil
        sink?.bodyEnded()
    }

    /// After the answer: the next request, or the end.
    private func endRequest() -> Bool {
        guard answerFinished, let context else { return false }
        if body.isLeft {
            bodySink = nil
            // Who waits for "100 Continue" may never send the body: only a close is unambiguous.
            let mayNeverCome = head.expectsContinue && !continueSent
            guard mayNeverCome || discarded > limits.discardBytes else {
                closeAfterAnswer = true
                bodyPaused = false
                deadlineSecond = loopContext.second + limits.bodySeconds
                return false
            }
            closeAfterFlush(context)
            return false
        }
        guard keepsAlive else {
            closeAfterFlush(context)
            return false
        }
        phase = .awaitingHead
        answerFinished = false
        bodyPaused = false
        flushAmidBurst(context)
        deadlineSecond =
            loopContext.second + (isWritable ? limits.idleSeconds : limits.writeSeconds)
        return true
    }

    /// Answers to many requests of one read go out together, but not without a bound: each holds a
    /// buffer until it has left, and what is not flushed yet makes no channel unwritable under TLS.
    private func flushAmidBurst(_ context: ChannelHandlerContext) {
        unflushedAnswers += 1
        guard insideRead, unflushedAnswers >= HTTPServerLimits.answersOfBurst else { return }
        flushIfNeeded(context)
    }

    private func flushIfNeeded(_ context: ChannelHandlerContext) {
        unflushedAnswers = 0
        guard needsFlush else { return }
        needsFlush = false
        context.flush()
    }

    /// Closes once everything written has left, or when it takes too long.
    private func closeAfterFlush(_ context: ChannelHandlerContext) {
        closed()
        awaitsFlush = true
        deadlineSecond = loopContext.second + limits.writeSeconds
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(loopContext.emptyBuffer)))
            .assumeIsolated()
            .whenComplete { _ in context.close(promise: nil) }
    }

    private func refuse(_ error: HTTPError) {
        guard phase != .closed else { return }
        phase = .answering
        body = .none
        if answerFinished || source != nil {
            // Part of another answer may be out: nothing can be said any more.
            abort()
            return
        }
        closeAfterAnswer = true
        answerFinished = false
        application.refusal(error, on: self)
    }
}
