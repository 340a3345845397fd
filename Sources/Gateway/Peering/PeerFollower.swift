internal import Routing
internal import Metrics
internal import Mirroring
internal import NIOCore
internal import Objects

/// Another member that reads a fill along, over its connection; on the loop of that.
///
/// Bytes are read from the spool into a buffer, a piece at a time: they may have to be sealed on
/// their way. At most one piece is under way.
final class PeerFollower: FillReader {
    private let read: PeerRead
    private let fill: Fill
    private let session: PeerSession
    private var audience: FillAudience?
    private(set) var position: UInt64
    private var directions: Int
    private var hasHead = false
    private var isSending = false
    private var isDone = false

    init(_ read: PeerRead, _ fill: Fill, _ session: PeerSession) {
        self.read = read
        self.fill = fill
        self.session = session
        position = read.request.offset
        directions = fill.snapshot().directions
    }

    /// Begins to follow the fill, which has counted this follower already.
    func start() {
        let audience = FillAudience(fill: fill) {}
        self.audience = audience
        let loop = session.loop
        let bound = NIOLoopBound(audience, eventLoop: loop)
        audience.subscribe(FillSubscription(loop: loop) { bound.value.advance() })
        audience.add(self)
    }

    func advance(_ snapshot: FillSnapshot) {
        guard !isDone else { return }
        if snapshot.directions > directions, turn(snapshot) { return }
        guard let answer = snapshot.answer else { return lookForEnd(snapshot) }
        if !hasHead {
            if let version = read.request.version, !version.isSame(as: answer.version) {
                return finish(.changed)
            }
            if let end = read.end, read.want == .body, mustFetchRange(snapshot, answer) {
                leave()
                return session.fetchRange(position..<end, of: answer, read)
            }
            hasHead = true
            session.send(.head(PeerHead(answer: answer, isHit: snapshot.isHit)))
            if read.want != .body { return finish(.end) }
        }
        pump(snapshot)
    }

    /// The connection ended, or nobody wants the rest.
    func leave() {
        guard !isDone else { return }
        isDone = true
        let audience = audience
        self.audience = nil
        // Not within the audience's own round.
        let bound = NIOLoopBound((audience, self), eventLoop: session.loop)
        session.loop.execute { bound.value.0?.remove(bound.value.1) }
    }

    /// Whether a range is too far ahead of what this fill has by now (edge 7).
    private func mustFetchRange(_ snapshot: FillSnapshot, _ answer: AnswerHead) -> Bool {
        guard fill.standing == .origin, fill.path == read.path, snapshot.firstByte == 0,
            case .running = snapshot.outcome
        else { return false }
        return RangeRide(
            first: position,
            front: snapshot.released,
            acceptsRanges: answer.acceptsRanges
        ) == .fetch
    }

    /// True when the member was sent elsewhere.
    private func turn(_ snapshot: FillSnapshot) -> Bool {
        directions = snapshot.directions
        switch snapshot.direction {
        case .moved(let view): finish(.moved(view: view))
        case .elsewhere(let member) where !read.request.unreachable.contains(member):
            finish(.elsewhere(member))
        case .elsewhere, nil: return false
        }
        return true
    }

    private func lookForEnd(_ snapshot: FillSnapshot) {
        switch snapshot.outcome {
        case .running, .complete: return
        case .failed(let failure): fail(failure)
        case .alreadyStored:
            guard session.hasObjects else { return finish(.stored) }
            // The store has it: judged anew, it is served from there.
            leave()
            session.serve(read)
        }
    }

    private func fail(_ failure: MissFailure) {
        if session.isEnding { return finish(.leaving) }
        finish(failure.code == .changed ? .changed : .refused(failure))
    }

    private func pump(_ snapshot: FillSnapshot) {
        guard !isSending, !isDone else { return }
        let end = min(snapshot.released, read.end ?? .max)
        if position < end { return send(snapshot, upTo: end) }
        if let wanted = read.end, position >= wanted, hasHead { return finish(.end) }
        switch snapshot.outcome {
        case .running: return
        case .complete: finish(.end)
        case .failed(let failure): fail(failure)
        case .alreadyStored: finish(.leaving)
        }
    }

    private func send(_ snapshot: FillSnapshot, upTo end: UInt64) {
        guard position >= max(snapshot.windowStart, snapshot.firstByte) else {
            // Bytes that were let go of: the asker begins anew, if it can.
            return finish(.leaving)
        }
        let count = Int(min(end - position, UInt64(PeeringLimits.pieceBytes)))
        let offset = position - snapshot.firstByte
        guard let piece = session.piece(snapshot.content, at: offset, count: count) else {
            return finish(.leaving)
        }
        isSending = true
        let bound = NIOLoopBound(self, eventLoop: session.loop)
        session.send(.body(piece)).whenComplete { result in
            bound.value.sent(count, result)
        }
    }

    private func sent(_ count: Int, _ result: Result<Void, any Error>) {
        isSending = false
        guard case .success = result else { return leave() }
        position += UInt64(count)
        session.countSent(count)
        guard !isDone else { return }
        audience?.reportPosition()
        pump(fill.snapshot())
    }

    private func finish(_ message: PeerMessage) {
        guard !isDone else { return }
        leave()
        session.finish(message)
    }
}
