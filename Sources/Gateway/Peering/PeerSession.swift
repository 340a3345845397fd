internal import HTTP1
internal import NIOPosix
internal import Determinism
internal import Metrics
internal import Mirroring
internal import NIOCore
internal import Objects
internal import Routing
internal import S3
internal import Synchronization

/// The answering side of a connection to another member; all on its event loop.
///
/// One exchange at a time. What is malformed ends the connection.
final class PeerSession: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let member: String
    private let services: GatewayServices
    private let peering: Peering
    private var context: ChannelHandlerContext?
    private var home: (any EventLoop)?
    private var follower: PeerFollower?
    private var isBusy = false
    /// Whether the exchange is a read, and counted as one.
    private var isReading = false
    private var beats: RepeatedTask?
    /// Messages that have not left yet, and when one last did, or when there were none.
    private var unsent = 0
    private var lastSent = NIODeadline.uptimeNanoseconds(0)
    /// Counts exchanges, so that what comes late for one is known.
    private var exchange = 0

    init(member: String, services: GatewayServices, peering: Peering) {
        self.member = member
        self.services = services
        self.peering = peering
    }

    var loop: any EventLoop {
        guard let home else { preconditionFailure("a session without a channel serves") }
        return home
    }

    /// Whether this node has a store of its own to serve from.
    var hasObjects: Bool { peering.isThorough }

    var isEnding: Bool { services.misses.isEnding }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        home = context.eventLoop
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        // The context holds this handler.
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        exchange += 1
        beats?.cancel()
        setReading(false)
        follower?.leave()
        follower = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let message: PeerMessage
        do {
            message = try PeerMessage(unwrapInboundIn(data))
        } catch {
            context.close(promise: nil)
            return
        }
        guard !isBusy else {
            context.close(promise: nil)
            return
        }
        isBusy = true
        exchange += 1
        startBeats(context)
        switch message {
        case .question(let path, let question): answer(question, path)
        case .read(let read):
            setReading(true)
            serve(read)
        case .delete(let paths): delete(paths)
        case .list(let list): self.list(list)
        default: context.close(promise: nil)
        }
    }

    // MARK: Sending

    @discardableResult
    func send(_ message: PeerMessage) -> EventLoopFuture<Void> {
        guard let context else { return loop.makeFailedFuture(ChannelError.ioOnClosedChannel) }
        if unsent == 0 { lastSent = context.eventLoop.now }
        unsent += 1
        let sent = context.writeAndFlush(
            wrapOutboundOut(message.frame(context.channel.allocator))
        )
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        sent.whenComplete { _ in bound.value.left() }
        return sent
    }

    /// A message has left, or never will.
    private func left() {
        unsent -= 1
        lastSent = loop.now
    }

    /// The last message of the exchange.
    func finish(_ message: PeerMessage) {
        beats?.cancel()
        beats = nil
        follower = nil
        isBusy = false
        setReading(false)
        send(message)
    }

    private func setReading(_ isReading: Bool) {
        guard self.isReading != isReading else { return }
        self.isReading = isReading
        isReading ? peering.readBegan() : peering.readEnded()
    }

    func countSent(_ count: Int) {
        services.metrics.peerBytesSent.increment(by: UInt64(count))
    }

    /// Whoever waits hears that this node lives, also while an origin says nothing.
    private func startBeats(_ context: ChannelHandlerContext) {
        let beat = TimeAmount.nanoseconds(PeeringLimits.beat.wholeNanoseconds)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        beats?.cancel()
        beats = context.eventLoop.scheduleRepeatedTask(initialDelay: beat, delay: beat) { _ in
            bound.value.beat()
        }
    }

    private func beat() {
        let silence = TimeAmount.nanoseconds(PeeringLimits.silenceOfDead.wholeNanoseconds)
        // It takes nothing, and gossip says why: what waits for it here would wait as long as TCP
        // repeats itself, and hold a fill that goes at the pace of its slowest reader.
        if unsent > 0, peering.pool.isDead(member), loop.now >= lastSent + silence {
            context?.close(promise: nil)
        } else {
            send(.beat)
        }
    }

    /// Runs later on the loop, unless the exchange has ended.
    private func later(_ action: @escaping (PeerSession) -> Void) -> @Sendable () -> Void {
        let bound = NIOLoopBound((self, exchange, action), eventLoop: loop)
        let loop = loop
        return {
            loop.execute {
                let (session, exchange, action) = bound.value
                if session.exchange == exchange { action(session) }
            }
        }
    }

    // MARK: Questions

    private func holding(_ path: [UInt8]) -> ForwardedMiss.Holding {
        ForwardedMiss.Holding(
            isStored: peering.isThorough
                && services.misses.isStored(path, since: services.misses.now()),
            fill: services.misses.table.fill(path)?.standing
        )
    }

    private func mapped(_ path: [UInt8]) -> MappedOrigin? {
        do {
            return try path.withUnsafeBytes { try services.mappings.mapping(for: $0) }
        } catch {
            return nil
        }
    }

    private func answer(_ question: Question, _ path: [UInt8], hasWaited: Bool = false) {
        peering.hear(question.view)
        let miss = ForwardedMiss(path: path, rule: mapped(path)?.rule)
        let reply = miss.answer(
            question,
            holding(path),
            in: peering.surroundings,
            hasWaited: hasWaited
        )
        switch reply {
        case .answer(let answer): finish(.answer(answer))
        case .awaitView(let number):
            let came = later { $0.answer(question, path) }
            let didNotCome = later { $0.answer(question, path, hasWaited: true) }
            peering.whenView(number, on: loop) { $0 ? came() : didNotCome() }
        case .yield:
            services.misses.table.fill(path)?.outranked(by: member)
            finish(.answer(.nothing))
        }
    }

    // MARK: Reads

    func serve(_ read: PeerRead) {
        if read.want == .begun { return lendBegin(read) }
        serve(read, hasWaited: false)
    }

    /// Sends what a fill here has by now, and no more: for the rest it waits for the asker itself.
    private func lendBegin(_ read: PeerRead) {
        guard let fill = services.misses.table.fill(read.path) else { return finish(.absent) }
        let snapshot = fill.snapshot()
        let end = min(read.end ?? .max, snapshot.released)
        guard snapshot.answer != nil, snapshot.firstByte == 0, snapshot.windowStart == 0,
            read.request.offset < end
        else { return finish(.absent) }
        var read = read
        read.want = .body
        read.end = end
        fill.followerJoined()
        follow(fill, read)
    }

    private func serve(_ read: PeerRead, hasWaited: Bool) {
        peering.hear(read.request.view)
        let mapped = mapped(read.path)
        let verdict = ForwardedMiss(path: read.path, rule: mapped?.rule).judge(
            read.request,
            from: member,
            holding(read.path),
            in: peering.surroundings,
            hasWaited: hasWaited
        )
        switch verdict {
        case .serveStored: serveStored(read)
        case .join:
            guard let fill = services.misses.table.fill(read.path) else { return finish(.absent) }
            fill.followerJoined()
            follow(fill, read)
        case .begin: begin(read, mapped)
        case .moved(let view): finish(.moved(view: view))
        case .elsewhere(let name): finish(.elsewhere(name))
        case .unready: finish(.unready)
        case .absent: finish(.absent)
        case .awaitView(let number):
            let came = later { $0.serve(read) }
            let didNotCome = later { $0.serve(read, hasWaited: true) }
            peering.whenView(number, on: loop) { $0 ? came() : didNotCome() }
        }
    }

    private func follow(_ fill: Fill, _ read: PeerRead) {
        let follower = PeerFollower(read, fill, self)
        self.follower = follower
        follower.start()
    }

    private func begin(_ read: PeerRead, _ mapped: MappedOrigin?) {
        guard let mapped, mapped.revision >= read.mappingRevision else { return finish(.unready) }
        let misses = services.misses
        guard !misses.isDraining else { return finish(.leaving) }
        if read.want == .head { return probe(read, mapped) }
        switch misses.enter(read.path, mapped, asReader: true) {
        case .fill(let fill, let isNew):
            follow(fill, read)
            if isNew {
                var request = request(read)
                request.begun = BegunObject(read.request, of: member)
                misses.begin(fill, mapped, request)
            }
        case .absent: finish(.refused(Self.noSuchKey))
        case .busy:
            let failure = MissFailure(
                .slowDown,
                "The fetching node has too many fills.",
                retryAfterSeconds: 1
            )
            finish(.refused(failure))
        }
    }

    /// Fetches a far range for another member, now; the whole goes on in the background.
    func fetchRange(_ range: Range<UInt64>, of answer: AnswerHead, _ read: PeerRead) {
        guard let mapped = mapped(read.path), !range.isEmpty else { return finish(.absent) }
        let fill = Fill(path: read.path, mappingKey: mapped.key, firstByte: range.lowerBound)
        fill.followerJoined()
        follow(fill, read)
        let known = KnownObject(size: answer.size, validator: answer.validator)
        let driver = FillDriver(
            fill: fill,
            kind: .range(range, of: known),
            mapped: mapped,
            request: request(read),
            services: services.misses
        )
        services.misses.begin(driver)
    }

    private static let noSuchKey = MissFailure(.noSuchKey, "The specified key does not exist.")

    private func request(_ read: PeerRead) -> MissRequest {
        let slash = read.path.firstIndex(of: UInt8(ascii: "/")).map { $0 + 1 }
        return MissRequest(
            key: Array(read.path[(slash ?? read.path.endIndex)...]),
            query: read.query,
            context: OriginContext(
                node: services.configuration.nodeName,
                version: services.configuration.version,
                passed: read.passed
            ),
            since: services.misses.now()
        )
    }

    private func probe(_ read: PeerRead, _ mapped: MappedOrigin) {
        let misses = services.misses
        if misses.table.isAbsent(read.path, revision: mapped.revision, at: misses.now()) {
            return finish(.refused(Self.noSuchKey))
        }
        let request = request(read)
        let entry = misses.table.probe(read.path) {
            HeadProbe(path: read.path, mapped: mapped, request: request, services: misses)
        }
        switch entry {
        case .fill(let fill):
            fill.followerJoined()
            follow(fill, read)
        case .joined(let probe): wait(for: probe)
        case .began(let probe):
            wait(for: probe)
            probe.start()
        case .full:
            finish(.refused(MissFailure(.slowDown, "Too many fills.", retryAfterSeconds: 1)))
        }
    }

    private func wait(for probe: HeadProbe) {
        let box = Mutex<HeadProbe.Outcome?>(nil)
        let answered = later { session in
            guard let outcome = box.withLock({ $0 }) else { return }
            session.finishHead(outcome)
        }
        probe.whenAnswered { outcome in
            box.withLock { $0 = outcome }
            answered()
        }
    }

    private func finishHead(_ outcome: HeadProbe.Outcome) {
        switch outcome {
        case .failure(let failure): finish(.refused(failure))
        case .success(.own): finish(.unready)
        case .success(.stored): finish(.stored)
        case .success(.object(let answer)):
            send(.head(PeerHead(answer: answer, isHit: false)))
            finish(.end)
        case .success(.remote(let head)):
            send(.head(head))
            finish(.end)
        }
    }

    // MARK: The store

    private func serveStored(_ read: PeerRead) {
        let found: StoredObject?
        do {
            found = try StoredObject.find(
                read.path,
                in: services.store,
                node: services.configuration.nodeName
            )
        } catch ObjectStoreError.gone {
            // Replaced between its record and its files: the asker looks again.
            return finish(.absent)
        } catch {
            services.metrics.storeFailures.increment()
            return finish(.absent)
        }
        guard let object = found else { return finish(.absent) }
        if let version = read.request.version, !version.isSame(as: object.head.version) {
            return finish(.changed)
        }
        send(.head(PeerHead(answer: object.head, isHit: true)))
        guard read.want == .body else { return finish(.end) }
        let end = min(read.end ?? .max, object.head.size ?? 0)
        send(object, read.request.offset, end)
    }

    private func send(_ object: StoredObject, _ position: UInt64, _ end: UInt64) {
        guard position < end else { return finish(.end) }
        guard let context else { return }
        let count = Int(min(end - position, UInt64(PeeringLimits.pieceBytes)))
        guard let piece = object.piece(at: position, count: count, context.channel.allocator)
        else { return finish(.leaving) }
        let sent = piece.readableBytes
        let bound = NIOLoopBound((self, exchange, object), eventLoop: loop)
        send(.body(piece)).whenComplete { result in
            let (session, exchange, object) = bound.value
            guard case .success = result, session.exchange == exchange else { return }
            session.countSent(sent)
            session.send(object, position + UInt64(sent), end)
        }
    }

    /// A stretch of a fill's bytes; nil where they cannot be read.
    func piece(_ content: FillSnapshot.Content, at offset: UInt64, count: Int) -> ByteBuffer? {
        switch content {
        case .none: nil
        case .memory(let bytes):
            bytes.getSlice(at: bytes.readerIndex + Int(offset), length: count)
        case .file(let file):
            context.flatMap {
                FilePiece.read(file.descriptor, at: offset, count: count, $0.channel.allocator)
            }
        }
    }

    // MARK: Calls

    private func delete(_ paths: [[UInt8]]) {
        for path in paths { services.misses.table.fence(path) }
        let done = later { $0.finish(.deleted) }
        let failed = later { $0.finish(.failed("the store of the member failed")) }
        services.store.delete(paths.map { (path: $0, condition: .always) }) { result in
            if case .success = result { done() } else { failed() }
        }
    }

    private func list(_ list: PeerList) {
        let box = Mutex<ListMerge.Page?>(nil)
        let done = later { session in
            session.finish(box.withLock { $0 }.map { .page($0) } ?? .failed("the store failed"))
        }
        let store = services.store
        services.blocking.submit { _ in
            let page = LocalList.page(list, store)
            box.withLock { $0 = page }
            done()
        }
    }
}
