internal import Catalog
internal import Determinism
internal import HTTP1
internal import Metrics
internal import NIOCore
internal import S3

/// One request on its way through to the store, and the store's answer on its way back.
///
/// Bytes pass in both directions as they come, held back on one side when the other is slower. Only
/// an answer that may mean a miss is held until that is known; then either it goes out as it is, or
/// the mirror answers in its place.
final class ProxyExchange: UpstreamExchange, ResponseSource, RequestBodySink {
    private let connection: HTTPConnection
    private let application: S3Application
    private let services: GatewayServices
    private let proxy: StoreProxy
    private let began: Instant
    let isHeadRequest: Bool
    /// Safe in the sense of RFC 9110 section 9.2.1, and without a body: may be sent once more.
    private let mayRepeat: Bool
    private let method: Method
    private let looks: Int

    private var upstream: UpstreamConnection?
    /// Bytes of the request's body that came before there was a connection.
    private var waiting = ByteBuffer()
    private var isBodyDone: Bool
    private var wasSent = false
    private var wasRepeated = false
    /// The head of the answer, to leave together with the first piece of the body.
    private var head: ByteBuffer?
    private var isAnswered = false
    private var isOver = false
    private var held: HeldAnswer?
    /// Takes the chunks off for a client of HTTP/1.0.
    private var decoder: ChunkedDecoder?
    /// The object that this request writes or deletes, while that is under way.
    private var written: WrittenObject?

    init(
        _ connection: HTTPConnection,
        _ application: S3Application,
        _ proxy: StoreProxy,
        looks: Int
    ) {
        self.looks = looks
        self.connection = connection
        self.application = application
        services = application.services
        self.proxy = proxy
        let head = connection.head
        method = head.method
        isHeadRequest = head.method == .head
        isBodyDone = head.framing == .none || head.framing == .length(0)
        let isSafe = head.method == .get || head.method == .head || head.method == .options
        mayRepeat = isSafe && isBodyDone
        began = application.services.misses.now()
    }

    /// Asks for a connection; the rest follows.
    func start() {
        connection.source = self
        connection.readsAhead = true
        if !isBodyDone {
            connection.passesChunks = true
            connection.bodySink = self
        }
        written = application.beginWrite(connection)
        proxy.pool.connect(self, mayRepeat: mayRepeat)
    }

    // MARK: The request

    func connected(_ upstream: UpstreamConnection) {
        guard !isOver else { return upstream.giveBackUnused() }
        self.upstream = upstream
        wasSent = true
        let head = ForwardedHead.request(connection, authority: proxy.authority)
        if waiting.readableBytes > 0 {
            upstream.send(head, flushing: false)
            upstream.send(waiting)
            waiting = proxy.pool.emptyBuffer
        } else {
            upstream.send(head)
        }
        if isBodyDone { requestSent() } else { connection.resumeBody() }
    }

    private func requestSent() {
        let pool = proxy.pool
        upstream?.requestSent(withinSeconds: mayRepeat ? pool.readSeconds : pool.writeSeconds)
    }

    func bodyReceived(_ bytes: ByteBuffer) {
        guard !isOver else { return }
        services.metrics.bytesReceived.increment(by: UInt64(bytes.readableBytes))
        guard let upstream else {
            waiting.writeImmutableBuffer(bytes)
            if waiting.readableBytes >= UpstreamLimits.waitingBytes { connection.pauseBody() }
            return
        }
        upstream.send(bytes)
        if !upstream.isWritable { connection.pauseBody() }
    }

    func bodyEnded() {
        isBodyDone = true
        requestSent()
    }

    func bodyFailed() {
        // With a source set, the connection would not say what is wrong with the body.
        if !isAnswered, connection.source === self { connection.source = nil }
        giveUp()
    }

    func upstreamWritabilityChanged() {
        if upstream?.isWritable ?? true { connection.resumeBody() }
    }

    // MARK: The answer

    func received(_ head: ReceivedHead, in bytes: ByteBuffer) {
        if head.isInterim {
            guard connection.head.minorVersion == 1 else { return }
            let interim = ForwardedHead.answer(
                head,
                in: bytes,
                to: connection,
                ownLines: [],
                joining: 0
            )
            return connection.forwardInterim(interim, isContinue: head.status == 100)
        }
        // What is left of the body nobody will read: the connection cannot go on after it.
        if !isBodyDone { connection.closeWhenFinished() }
        let isOld = connection.head.minorVersion == 0
        if head.framing == .untilClose || isOld && head.framing == .chunked {
            connection.closeWhenFinished()
        }
        if isOld, head.framing == .chunked { decoder = ChunkedDecoder() }
        if application.mayBeMiss(head.status, connection), isBodyDone {
            let bytes = render(head, bytes, .bypass)
            held = HeldAnswer(
                status: head.status,
                head: bytes,
                isChunked: head.framing == .chunked
            )
            return
        }
        let result = application.result(head.status, connection)
        finishWrite(status: head.status)
        isAnswered = true
        services.metrics.request(method, result).increment()
        services.metrics.response(head.status).increment()
        if result == .hit {
            let elapsed = services.misses.now().duration(since: began)
            services.metrics.firstByteHit.observe(elapsed)
        }
        self.head = render(head, bytes, result)
    }

    private func render(
        _ head: ReceivedHead,
        _ bytes: ByteBuffer,
        _ result: MirrorResult
    ) -> ByteBuffer {
        var joining = 0
        if case .length(let length) = head.framing {
            joining = Int(min(length, UInt64(UpstreamLimits.joinedBytes)))
        }
        return ForwardedHead.answer(
            head,
            in: bytes,
            to: connection,
            ownLines: services.provenance(result),
            joining: joining
        )
    }

    func received(body: ByteBuffer) {
        if held != nil {
            guard held?.append(body) == false else { return }
            return releaseHeld()
        }
        guard let body = decoded(body), body.readableBytes > 0 else { return }
        services.metrics.bytesSent.increment(by: UInt64(body.readableBytes))
        if var head {
            self.head = nil
            guard body.readableBytes > UpstreamLimits.joinedBytes else {
                head.writeImmutableBuffer(body)
                // So little is never what fills a socket.
                return connection.write(head)
            }
            connection.forward(head, flushing: false)
        }
        connection.forward(body)
        if !connection.isWritable { upstream?.pauseReading() }
    }

    private func decoded(_ body: ByteBuffer) -> ByteBuffer? {
        guard decoder != nil else { return body }
        var data = ByteBuffer()
        var position = 0
        while true {
            do throws(HTTPError) {
                let step = try body.withUnsafeReadableBytes { raw throws(HTTPError) in
                    try decoder?.decode(raw, position: &position)
                }
                guard case .data(let range) = step else { return data }
                data.writeBytes(
                    body.readableBytesView.dropFirst(range.lowerBound).prefix(range.count)
                )
            } catch {
                connection.abort()
                return nil
            }
        }
    }

    func receivedAllForNow() {
        guard let head else { return }
        self.head = nil
        connection.write(head)
    }

    func ended() {
        upstream = nil
        guard !isOver else { return }
        if held != nil { return judgeHeld() }
        receivedAllForNow()
        isOver = true
        connection.finish()
    }

    func writabilityChanged() {
        if connection.isWritable { upstream?.resumeReading() }
    }

    // MARK: Failures

    func failed(_ failure: UpstreamFailure) {
        upstream = nil
        guard !isOver else { return }
        guard !isAnswered else {
            isOver = true
            connection.abort()
            return
        }
        held = nil
        if case .closed(let isReused) = failure, !wasRepeated {
            // Nothing was sent, or what may be sent twice went to a store that had just hung up.
            if !wasSent || mayRepeat && isReused {
                wasRepeated = true
                wasSent = false
                return proxy.pool.connectAnew(self)
            }
        }
        refuse(failure)
    }

    private func refuse(_ failure: UpstreamFailure) {
        isOver = true
        finishWrite(status: 503)
        connection.source = nil
        if !isBodyDone {
            connection.closeWhenFinished()
            connection.bodySink = nil
            connection.resumeBody()
        }
        application.storeFailed(failure, connection)
    }

    func connectionClosed() {
        giveUp()
    }

    private func giveUp() {
        guard !isOver else { return }
        isOver = true
        // Whether the store did what was asked is not known: as if it had.
        if wasSent { finishWrite(status: 200) } else { finishWrite(status: 503) }
        upstream?.abandon()
        upstream = nil
    }

    private func finishWrite(status: Int) {
        guard let written else { return }
        self.written = nil
        application.endWrite(written, isDone: status < 300, isDelete: method == .delete)
    }

    // MARK: Answers that may mean a miss

    /// It is none after all, or too long for one.
    private func releaseHeld() {
        guard let held else { return }
        self.held = nil
        isAnswered = true
        services.metrics.request(method, .bypass).increment()
        services.metrics.response(held.status).increment()
        head = held.head
        received(body: held.body)
        receivedAllForNow()
    }

    private func judgeHeld() {
        guard let held else { return }
        let loop = connection.loopContext.loop
        let bound = NIOLoopBound(self, eventLoop: loop)
        application.judge(held, connection) { isMiss in
            loop.execute { bound.value.judged(isMiss) }
        }
    }

    private func judged(_ isMiss: Bool) {
        guard !isOver else { return }
        guard isMiss else {
            releaseHeld()
            isOver = true
            return connection.finish()
        }
        held = nil
        isOver = true
        connection.source = nil
        application.proxyMiss(connection, since: began, looks: looks)
    }
}
