internal import Determinism
internal import Hashing
internal import Logging
internal import Metrics
internal import NIOCore
internal import NIOPosix
internal import Objects
internal import S3

/// One PutObject: takes the body, holds the client back when the disk is slower, and has the store
/// commit what came whole and is what the client said (edge 30).
///
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
    private var decoder: AWSChunkedDecoder?
    private var chunks: ChunkVerifier?
    private var decodedEnd = false
    private var pending = ByteBuffer()
    private var isWriting = false
    private var phase = Phase.receiving
    private var received: UInt64 = 0

    private var services: GatewayServices { reply.services }
    private var connection: HTTPConnection { reply.connection }

    /// - Parameter chunks: checks the signatures of chunks where the client was let in by one.
    init(reply: S3Reply, fields: UploadFields, chunks: ChunkVerifier?) throws(S3Error) {
        if let length = fields.length, length > UploadLimits.objectBytes {
            throw S3Error(.entityTooLarge)
                .with("ProposedSize", "\(length)")
                .with("MaxSizeAllowed", "\(UploadLimits.objectBytes)")
        }
        self.reply = reply
        self.fields = fields
        self.chunks = chunks
        writer = UploadWriter(
            store: reply.services.store,
            inlineBytes: ObjectStoreLimits().inlineBytes,
            fields: fields
        )
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
        guard received <= UploadLimits.objectBytes else {
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
        guard let error = error as? ObjectStoreError else { return S3Error(.serviceUnavailable) }
        services.metrics.storeFailures.increment()
        services.logger.error("upload cannot be kept", metadata: ["error": "\(error)"])
        return StoreRefusal.error(error)
    }

    // MARK: The end

    private func finish() {
        phase = .over
        let result = writer.finish()
        do throws(S3Error) {
            var claimed = fields.checksum
            if let algorithm = fields.trailingChecksum {
                claimed = try ClaimedChecksum(algorithm, in: decoder?.trailers ?? [])
            }
            try result.check(fields, claimed)
        } catch {
            if case .file(let file) = result.body { file.discard() }
            return answer(error)
        }
        commit(result)
    }

    private func commit(_ result: UploadResult) {
        let etag = Hexadecimal.encode(result.md5)
        let modified = GatewayClock.wallMilliseconds()
        let block = StoredFields.render(
            fields.fields,
            etag: etag,
            modifiedSeconds: modified / 1_000
        )
        let record = ObjectRecord(
            size: result.length,
            modifiedMilliseconds: modified,
            etag: etag,
            headerBlock: block.bytes
        )
        let path = reply.path
        let services = services
        let loop = connection.loopContext.loop
        let bound = NIOLoopBound(self, eventLoop: loop)
        let begin = services.misses.now()
        // The fill of this key must not be stored over what the client writes (edge 25).
        services.misses.table.fence(path)
        services.store.commit(
            path: path,
            record: record,
            body: result.body,
            condition: fields.condition == .ifAbsent ? .ifAbsent : .always
        ) { outcome in
            services.metrics.storeCommit.observe(services.misses.now().duration(since: begin))
            services.misses.table.forgetAbsent(path)
            loop.execute { bound.value.committed(outcome, etag: etag) }
        }
    }

    private func committed(_ outcome: Result<CommitOutcome, ObjectStoreError>, etag: String) {
        switch outcome {
        case .success(.stored):
            guard connection.source === self else { return }
            var head = reply.head(200, .bypass)
            head.field("ETag", "\"\(etag)\"".utf8)
            head.field("Content-Length", "0")
            head.end()
            connection.write(head.buffer)
            connection.finish()
        case .success(.existed), .success(.fenced):
            answer(S3Error(.preconditionFailed).with("Condition", "If-None-Match"))
        case .failure(let error): answer(refusal(of: error))
        }
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
