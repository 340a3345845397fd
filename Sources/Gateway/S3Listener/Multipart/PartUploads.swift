internal import Hashing
internal import NIOCore
internal import NIOPosix
internal import Objects
internal import S3

// Parts of multipart uploads: sent by the client, or copied.
extension S3Application {
    func uploadPart(_ part: PartName, _ connection: HTTPConnection) {
        withUpload(part.upload, connection) { id, note, reply in
            do throws(S3Error) {
                let fields = try connection.withHeadBytes { bytes throws(S3Error) in
                    try UploadFields(connection.head, in: bytes, for: .part)
                }
                let claimed = fields.checksum?.algorithm ?? fields.trailingChecksum
                if let claimed, let expected = note.algorithm, claimed != expected {
                    throw S3Error(
                        .invalidRequest,
                        "Checksum Type mismatch occurred, expected checksum Type: "
                            + "\(expected), actual checksum Type: \(claimed)"
                    )
                }
                let shape = UploadShape(memoryBytes: 0, algorithm: note.algorithm)
                let upload = try ObjectUpload(
                    reply: reply,
                    fields: fields,
                    shape: shape,
                    chunks: access.chunks(fields.payload)
                ) { [self] result, claimed in
                    let checksum = claimed.map { StoredChecksum($0.algorithm, value: $0.value) }
                    store(result, part, id, note, reply) { _, etag, reply in
                        var head = reply.head(200, .bypass)
                        head.field("ETag", "\"\(etag)\"".utf8)
                        if let checksum { head.lines(checksum.partLine) }
                        head.field("Content-Length", "0")
                        head.end()
                        reply.connection.write(head.buffer)
                        reply.connection.finish()
                    }
                }
                upload.start()
            } catch {
                reply.error(error)
            }
        }
    }

    func copyPart(
        _ part: PartName,
        _ source: CopySource,
        _ range: CopyRange,
        _ connection: HTTPConnection
    ) {
        withUpload(part.upload, connection) { id, note, reply in
            do {
                let found = try CopiedSource.read(source, services)
                let bytes = try range.resolve(size: found.record.size)
                guard UInt64(bytes.count) <= UploadLimits.objectBytes else {
                    throw S3Error(
                        .invalidRequest,
                        "The specified copy source is larger than the maximum allowable size for "
                            + "a copy source: \(UploadLimits.objectBytes)"
                    )
                }
                let copier = PartCopier(
                    found,
                    range: bytes,
                    services: services,
                    algorithm: note.algorithm
                )
                let pending = PendingReply(reply)
                copier.run(on: context.loop) { [self] result in
                    guard let reply = pending.take() else {
                        if case .success(let result) = result { result.discard() }
                        return
                    }
                    switch result {
                    case .success(let result):
                        store(result, part, id, note, reply, answerCopy)
                    case .failure(let error):
                        reply.error(services.refusal(of: error, "part cannot be copied"))
                    }
                }
            } catch {
                reply.error(services.refusal(of: error, "source of a copy cannot be read"))
            }
        }
    }

    private func answerCopy(_ part: UploadPart, _ etag: String, _ reply: S3Reply) {
        reply.document(
            S3Documents.copyResult(
                etag: etag,
                modifiedMilliseconds: part.modifiedMilliseconds,
                checksum: nil,
                isPart: true
            )
        )
    }

    /// Makes a finished body a part of its upload.
    private func store(
        _ result: UploadResult,
        _ name: PartName,
        _ id: UploadID,
        _ note: UploadNote,
        _ reply: S3Reply,
        _ answer: @escaping (UploadPart, String, S3Reply) -> Void
    ) {
        guard case .file(let file) = result.body else {
            // Only an empty body has no file yet.
            let store = services.store
            return waiting(reply) {
                try store.makeTemporary()
            } _: { [self] file, reply in
                self.store(result.with(.file(file)), name, id, note, reply, answer)
            }
        }
        let part = UploadPart(
            number: name.number,
            size: result.length,
            modifiedMilliseconds: GatewayClock.wallMilliseconds(),
            md5: result.md5,
            checksum: note.algorithm.flatMap { result.value(of: $0) } ?? [],
            file: file.id
        )
        let etag = Hexadecimal.encode(result.md5)
        let end = ending(reply, "part cannot be stored") { (outcome: PartOutcome, reply) in
            switch outcome {
            case .stored: answer(part, etag, reply)
            case .noUpload: reply.error(S3Error(.noSuchUpload))
            }
        }
        services.store.uploads.commit(path: reply.path, id, file, as: part, completion: end)
    }
}

extension StoredChecksum {
    /// The checksum of a part, as a line of a head.
    var partLine: [UInt8] { Array("\(algorithm.fieldName): \(text)\r\n".utf8) }
}
