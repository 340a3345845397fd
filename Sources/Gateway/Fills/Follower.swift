internal import Metrics
internal import NIOCore
internal import Objects

/// One reader of a fill: waits for the head, then sends bytes as they are released, at its own pace.
///
/// It holds no bytes itself: each write names a stretch of the spool file, which the kernel sends
/// from the page cache. At most one write is under way.
final class Follower: ResponseSource, FillReader {
    private enum Phase {
        case awaitingAnswer
        /// Sending object bytes up to `end`, or to wherever the fill ends when nil.
        case sending(end: UInt64?)
        case done
    }

    /// Largest stretch handed to the kernel at once, so that many followers take turns.
    private static let chunkBytes: UInt64 = 2 << 20
    /// The first stretch, after which the other readers get theirs: of a crowd nobody waits for his
    /// first byte until those before him have 2 MiB each.
    private static let firstChunkBytes: UInt64 = 64 << 10

    /// What a follower does once the head of its answer is written.
    enum Start {
        /// Sends these bytes of the object.
        case send(Range<UInt64>)
        /// Sends all there will be: the length is not known.
        case sendAll(chunked: Bool)
        /// Nothing: somebody else answers.
        case finished
    }

    private let connection: HTTPConnection
    private unowned let audience: FillAudience
    private let sentBytes: Counter
    private let begin: (FillSnapshot) -> Start
    private var phase = Phase.awaitingAnswer
    private(set) var position: UInt64 = 0
    private var isWriting = false
    private var isChunked = false
    private var hasBegun = false
    private var handle: SendfileHandle?

    /// - Parameter begin: Called once, when the fill has an answer or has failed before it had one;
    ///   writes the head of the response, or the error.
    init(
        connection: HTTPConnection,
        audience: FillAudience,
        sentBytes: Counter,
        begin: @escaping (FillSnapshot) -> Start
    ) {
        self.connection = connection
        self.audience = audience
        self.sentBytes = sentBytes
        self.begin = begin
    }

    func advance(_ snapshot: FillSnapshot) {
        if case .awaitingAnswer = phase { start(snapshot) }
        if case .sending(let end) = phase { pump(snapshot, end: end) }
    }

    func connectionClosed() {
        leave()
    }

    private func start(_ snapshot: FillSnapshot) {
        if snapshot.answer == nil, case .running = snapshot.outcome { return }
        switch begin(snapshot) {
        case .finished:
            leave()
        case .send(let range):
            position = range.lowerBound
            phase = .sending(end: range.upperBound)
        case .sendAll(let chunked):
            isChunked = chunked
            phase = .sending(end: nil)
        }
    }

    private func pump(_ snapshot: FillSnapshot, end: UInt64?) {
        guard !isWriting else { return }
        if let end, position >= end { return finish() }
        let limit = min(snapshot.released, end ?? .max)
        if position < limit {
            guard position >= max(snapshot.windowStart, snapshot.firstByte) else {
                // Its bytes were let go of, and the head is out: a cut is all that is left.
                connection.abort()
                return leave()
            }
            let count = hasBegun ? Self.chunkBytes : Self.firstChunkBytes
            return send(position..<min(limit, position + count), snapshot)
        }
        switch snapshot.outcome {
        case .running: return
        case .complete: finish()
        case .failed, .alreadyStored:
            connection.abort()
            leave()
        }
    }

    private func send(_ range: Range<UInt64>, _ snapshot: FillSnapshot) {
        let offset = Int(range.lowerBound - snapshot.firstByte)
        let count = Int(range.upperBound - range.lowerBound)
        let data: IOData
        switch snapshot.content {
        case .none: preconditionFailure("bytes \(range) were released without content")
        case .memory(let bytes):
            guard let slice = bytes.getSlice(at: bytes.readerIndex + offset, length: count) else {
                preconditionFailure("bytes \(range) lie outside \(bytes.readableBytes) held ones")
            }
            data = .byteBuffer(slice)
        case .file(let file):
            let handle = handle ?? SendfileHandle(file.descriptor, owner: file)
            self.handle = handle
            data = .fileRegion(handle.region(offset..<offset + count))
        }
        isWriting = true
        if isChunked { connection.write(ChunkFrame.opening(count)) }
        connection.write(data) { [self] sent in
            isWriting = false
            guard sent, case .sending(let end) = phase else {
                leave()
                releaseHandle()
                return
            }
            position = range.upperBound
            sentBytes.increment(by: range.upperBound - range.lowerBound)
            if isChunked { connection.write(ChunkFrame.closing) }
            audience.reportPosition()
            goOn(end: end)
        }
    }

    /// At once; after the first stretch when the loop comes round.
    private func goOn(end: UInt64?) {
        let isShort = end.map { position >= $0 } ?? false
        guard !hasBegun, !isShort else { return pump(audience.fill.snapshot(), end: end) }
        hasBegun = true
        let bound = NIOLoopBound(self, eventLoop: connection.loopContext.loop)
        connection.loopContext.loop.execute {
            let follower = bound.value
            guard case .sending(let end) = follower.phase else { return }
            follower.pump(follower.audience.fill.snapshot(), end: end)
        }
    }

    private func finish() {
        if isChunked { connection.write(ChunkFrame.last) }
        leave()
        connection.finish()
    }

    private func leave() {
        guard !isDone else { return }
        phase = .done
        releaseHandle()
        audience.remove(self)
    }

    private var isDone: Bool {
        if case .done = phase { true } else { false }
    }

    /// A region under way still names the handle; its completion comes here again.
    private func releaseHandle() {
        guard !isWriting else { return }
        handle?.release()
        handle = nil
    }
}
