internal import Glibc
internal import NIOCore
internal import NIOPosix

/// One connection of the scripted origin: reads request heads and plays their answers, in order.
///
/// Belongs to its event loop.
final class OriginConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let ledger: OriginLedger
    /// Whether a request is answered only when its body is there, which is then recorded.
    private let collectsBodies: Bool
    private var hasContinued = false
    private var number = -1
    private var received = ByteBuffer()
    private var bodyBytesToSkip = 0
    private var steps: ArraySlice<OriginStep> = []
    private var isPlaying = false
    private var isGone = false
    private var isAdvancing = false
    private var isStepDue = false
    private var path = ""
    private var context: ChannelHandlerContext?

    /// The largest piece computed and written at once; a multiple of no page, for variety.
    private static let pieceBytes = 1 << 18

    init(ledger: OriginLedger, collectsBodies: Bool) {
        self.ledger = ledger
        self.collectsBodies = collectsBodies
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        number = ledger.connected(context.channel)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isGone = true
        self.context = nil
        ledger.disconnected(number)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        received.writeBuffer(&buffer)
        answerNext()
    }

    private func answerNext() {
        let skipped = min(bodyBytesToSkip, received.readableBytes)
        received.moveReaderIndex(forwardBy: skipped)
        bodyBytesToSkip -= skipped
        guard !isPlaying, bodyBytesToSkip == 0,
            let head = OriginRequestHead(received.readableBytesView)
        else { return }
        var body: [UInt8] = []
        if collectsBodies {
            guard let length = completeBody(head) else { return }
            let bytes = received.readableBytesView.dropFirst(head.length).prefix(length)
            body = Array(bytes)
            received.moveReaderIndex(forwardBy: head.length + length)
        } else {
            received.moveReaderIndex(forwardBy: head.length)
            bodyBytesToSkip = head.bodyLength
        }
        hasContinued = false
        let (path, answer) = ledger.answer(head, body, connection: number)
        self.path = path
        steps = answer.steps()[...]
        isPlaying = true
        advance()
    }

    /// The bytes of the body that follows the head, once it is there; asks for it where it is held
    /// back.
    private func completeBody(_ head: OriginRequestHead) -> Int? {
        if head.expectsContinue, !hasContinued, let context {
            hasContinued = true
            let interim = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(interim), promise: nil)
        }
        let there = received.readableBytesView.dropFirst(head.length)
        guard head.isChunked else {
            return there.count >= head.bodyLength ? head.bodyLength : nil
        }
        // The tests' chunked bodies are small and end in an empty line after a last chunk.
        let text = String(decoding: there, as: UTF8.self)
        guard text.hasPrefix("0\r\n") || text.contains("\r\n0\r\n"), text.hasSuffix("\r\n\r\n")
        else { return nil }
        return there.count
    }

    /// Does the next step; each step calls this again when it is done, which may be at once: a
    /// reader that is always faster must not pile up the steps of a large body on the stack.
    private func advance() {
        isStepDue = true
        guard !isAdvancing else { return }
        isAdvancing = true
        defer { isAdvancing = false }
        while isStepDue {
            isStepDue = false
            doNextStep()
        }
    }

    private func doNextStep() {
        guard !isGone, let context else { return }
        guard let step = steps.popFirst() else {
            isPlaying = false
            answerNext()
            return
        }
        switch step {
        case .bytes(let bytes):
            write(ByteBuffer(bytes: bytes), context, pause: nil)
        case .body(let source, let range, let pace, let chunked):
            sendPiece(source, range, pace, chunked, context)
        case .event(.close):
            context.close(promise: nil)
        case .event(.reset):
            resetWhenDelivered(context)
        case .event(.gate(let gate)):
            let loop = context.eventLoop
            let bound = NIOLoopBound(self, eventLoop: loop)
            gate.whenOpen { loop.execute { bound.value.advance() } }
        }
    }

    private func sendPiece(
        _ source: BodySource,
        _ range: Range<UInt64>,
        _ pace: Pace?,
        _ chunked: Bool,
        _ context: ChannelHandlerContext
    ) {
        let most = UInt64(min(pace?.bytes ?? Self.pieceBytes, Self.pieceBytes))
        let count = Int(min(most, range.upperBound - range.lowerBound))
        var buffer = context.channel.allocator.buffer(capacity: count + 32)
        if chunked { buffer.writeString(String(count, radix: 16) + "\r\n") }
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            let part = UnsafeMutableRawBufferPointer(rebasing: space[0..<count])
            source.fill(part, at: range.lowerBound)
            return count
        }
        if chunked { buffer.writeString("\r\n") }
        let rest = range.lowerBound + UInt64(count)..<range.upperBound
        if !rest.isEmpty {
            steps = [.body(source, rest, pace: pace, chunked: chunked)] + steps
        }
        ledger.addBodyBytes(path, count)
        write(buffer, context, pause: pace?.pause)
    }

    /// Writes, then goes on when the kernel has taken the bytes and the pause is over.
    private func write(_ buffer: ByteBuffer, _ context: ChannelHandlerContext, pause: Duration?) {
        context.writeAndFlush(wrapOutboundOut(buffer)).assumeIsolated().whenComplete { result in
            guard case .success = result else { return }
            guard let pause, let context = self.context else {
                self.advance()
                return
            }
            context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(pause)) {
                self.advance()
            }
        }
    }

    /// A RST throws away what the kernel has not sent yet, so wait until the reader has it all.
    private func resetWhenDelivered(_ context: ChannelHandlerContext) {
        let operations = context.pipeline.syncOperations
        let undelivered: Int32? = try? operations.withUnsafeTransportIfAvailable {
            (socket: NIOBSDSocket.Handle) in
            var count: Int32 = 0
            // SIOCOUTQ of linux/sockios.h: bytes of the send queue not yet acknowledged.
            guard ioctl(socket, UInt(0x5411), &count) == 0, count == 0 else { return count }
            var linger = linger(l_onoff: 1, l_linger: 0)
            let size = socklen_t(MemoryLayout.size(ofValue: linger))
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, size)
            return 0
        }
        if undelivered == 0 {
            context.close(promise: nil)
        } else {
            context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(1)) {
                guard !self.isGone, let context = self.context else { return }
                self.resetWhenDelivered(context)
            }
        }
    }
}
