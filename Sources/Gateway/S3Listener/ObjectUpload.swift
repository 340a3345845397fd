internal import Metrics
internal import NIOCore
internal import NIOPosix
internal import Objects
internal import S3

/// The body of one request: takes it, holds the client back when the disk is slower, and hands on
/// what came whole and is what the client said (edge 30).
///
/// What becomes of the body is its user's affair.
/// Small bodies never leave the event loop. Larger ones go to the pool's threads in batches, one
/// batch of an upload at a time.
final class ObjectUpload: RequestBodySink, ResponseSource {
    private enum Phase {
        case receiving
        /// All bytes were received; the last batch may still be on its way to the disk.
        case received
        case over
    }

    private let reply: S3Reply
    private let fields: UploadFields
    private let writer: UploadWriter
    private let limitBytes: UInt64
    private let completion: (UploadResult, ClaimedChecksum?) -> Void
    private var decoder: AWSChunkedDecoder?
    private var chunks: ChunkVerifier?
    private var decodedEnd = false
    private var pending = ByteBuffer()
    private var isWriting = false
    private var phase = Phase.receiving
    private var received: UInt64 = 0

    private var services: GatewayServices { reply.services }
    private var connection: HTTPConnection { reply.connection }

    /// - Parameters:
    ///   - chunks: checks the signatures of chunks where the client was let in by one.
    ///   - completion: called once on the event loop with a body that is what the client said, and
    ///     with the checksum he gave of it; never if the request was answered or the client has
    ///     left. Who takes the body answers, or discards its file.
    init(
        reply: S3Reply,
        fields: UploadFields,
        shape: UploadShape,
        chunks: ChunkVerifier?,
        completion: @escaping (UploadResult, ClaimedChecksum?) -> Void
    ) throws(S3Error) {
        if let length = fields.length, length > shape.limitBytes {
            throw S3Error(.entityTooLarge)
                .with("ProposedSize", "\(length)")
                .with("MaxSizeAllowed", "\(shape.limitBytes)")
        }
        self.reply = reply
        self.fields = fields
        self.chunks = chunks
        self.completion = completion
        limitBytes = shape.limitBytes
        writer = UploadWriter(store: reply.services.store, shape: shape, fields: fields)
        if case .streaming(let form) = fields.payload {
            decoder = AWSChunkedDecoder(form, length: fields.length ?? 0)
        }
    }

    func start() {
        connection.source = self
        connection.bodySink = self
        connection.sendContinue()
    }

    // MARK: RequestBodySink

    func bodyReceived(_ bytes: ByteBuffer) {
        guard phase == .receiving else { return }
        guard decoder != nil else { return take(bytes) }
        do throws(S3Error) {
            try decode(bytes)
        } catch {
            refuse(error)
        }
    }

    func bodyEnded() {
        guard phase == .receiving else { return }
        if decoder != nil, !decodedEnd {
            return refuse(S3Error(.incompleteBody))
        }
        phase = .received
        proceed()
    }

    func bodyFailed() {
        abandon()
    }

    func connectionClosed() {
        abandon()
    }

    // MARK: Bytes

    private func decode(_ bytes: ByteBuffer) throws(S3Error) {
        var position = 0
        while phase == .receiving {
            let step = try bytes.withUnsafeReadableBytes { raw throws(S3Error) in
                try decoder?.decode(raw, position: &position)
            }
            switch step {
            case .data(let range):
                let start = bytes.readerIndex + range.lowerBound
                guard let slice = bytes.getSlice(at: start, length: range.count) else { continue }
                slice.withUnsafeReadableBytes { chunks?.update($0) }
                take(slice)
            case .chunk(let size):
                chunks?.begin(signature: decoder?.signature ?? [])
                if size == 0 { try chunks?.end() }
            case .chunkEnd: try chunks?.end()
            case .end:
                if let decoder, let signature = decoder.trailerSignature {
                    try chunks?.end(trailers: decoder.trailers, signature: signature)
                }
                decodedEnd = true
                return
            case .needsMore, nil: return
            }
        }
    }

    private func take(_ bytes: ByteBuffer) {
        received += UInt64(bytes.readableBytes)
        services.metrics.bytesReceived.increment(by: UInt64(bytes.readableBytes))
        guard received <= limitBytes else {
            return refuse(S3Error(.entityTooLarge))
        }
        if !isWriting, pending.readableBytes == 0, writer.fitsMemory(bytes.readableBytes) {
            do throws(ObjectStoreError) {
                try writer.append(bytes)
            } catch {
                refuse(StoreRefusal.error(error))
            }
            return
        }
        var bytes = bytes
        pending.writeBuffer(&bytes)
        if pending.readableBytes >= UploadLimits.waitingBytes { connection.pauseBody() }
        if pending.readableBytes >= UploadLimits.batchBytes { proceed() }
    }

    /// Sends the next batch to the disk, or finishes when nothing is left.
    private func proceed() {
        guard !isWriting, phase != .over else { return }
        guard pending.readableBytes > 0 else {
            if phase == .received { finish() }
            return
        }
        isWriting = true
        let batch = pending
        pending = ByteBuffer()
        let writer = writer
        services.blocking.runIfActive(eventLoop: connection.loopContext.loop) {
            try writer.append(batch)
        }
        .assumeIsolated()
        .whenComplete { [self] result in
            isWriting = false
            guard phase != .over else { return writer.discard() }
            switch result {
            case .success:
                connection.resumeBody()
                if phase == .received || pending.readableBytes >= UploadLimits.batchBytes {
                    proceed()
                }
            case .failure(let error): refuse(refusal(of: error))
            }
        }
    }

    private func refusal(of error: any Error) -> S3Error {
        services.refusal(of: error, "upload cannot be kept")
    }

    // MARK: The end

    private func finish() {
        phase = .over
        let result = writer.finish()
        var claimed = fields.checksum
        do throws(S3Error) {
            if let algorithm = fields.trailingChecksum {
                claimed = try ClaimedChecksum(algorithm, in: decoder?.trailers ?? [])
            }
            try result.check(fields, claimed)
        } catch {
            result.discard()
            return answer(error)
        }
        guard connection.source === self else { return result.discard() }
        completion(result, claimed)
    }

    /// Gives up with an answer; the rest of the body is read and thrown away.
    private func refuse(_ error: S3Error) {
        guard phase != .over else { return }
        phase = .over
        if !isWriting { writer.discard() }
        connection.bodySink = nil
        answer(error)
        connection.resumeBody()
    }

    private func answer(_ error: S3Error) {
        guard connection.source === self else { return }
        reply.error(error)
    }

    private func abandon() {
        guard phase != .over else { return }
        phase = .over
        if !isWriting { writer.discard() }
    }
}
