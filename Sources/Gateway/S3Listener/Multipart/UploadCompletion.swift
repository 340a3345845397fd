internal import HTTP1
internal import NIOCore
internal import Objects
internal import S3

// CompleteMultipartUpload.
extension S3Application {
    func completeUpload(_ upload: [UInt8], _ connection: HTTPConnection) {
        // Not `withUpload`: one that was completed before is answered again.
        withBucket(connection) { reply in
            let id = UploadID(upload)
            let size: UInt64?
            do throws(S3Error) {
                size = try connection.withHeadBytes { bytes throws(S3Error) in
                    try UploadFields.completionSize(connection.head, in: bytes)
                }
            } catch {
                return reply.error(error)
            }
            withDocument(reply, purpose: .completion) { [self] document, fields, reply in
                guard let id else { return reply.error(S3Error(.noSuchUpload)) }
                do throws(S3Error) {
                    guard let document else { throw S3Error(.malformedXML) }
                    let request = try CompletionRequest(document: document)
                    complete(id, request, fields, size, reply)
                } catch {
                    reply.error(error)
                }
            }
        }
    }

    private func complete(
        _ id: UploadID,
        _ request: CompletionRequest,
        _ fields: UploadFields,
        _ size: UInt64?,
        _ reply: S3Reply
    ) {
        let (services, path, bucket) = (services, reply.path, reply.bucket)
        let modified = GatewayClock.wallMilliseconds()
        services.misses.table.fence(path)
        let end = ending(reply, "upload cannot be completed") {
            [self] (outcome: CompletionOutcome, reply) in
            answer(outcome, reply)
        }
        services.store.uploads.complete(
            path: path,
            id,
            condition: CommitCondition(fields.condition),
            unlessFenced: { !services.admits(bucket) }
        ) { note, parts in
            guard let note = UploadNote(note) else {
                return .refuse(ObjectStoreError.corruptedRecord)
            }
            do throws(S3Error) {
                let completion = try Completion(
                    request,
                    note,
                    available: parts.map(UploadedPart.init),
                    claimed: fields.objectChecksum,
                    claimedSize: size
                )
                return .store(
                    completion.record(note, modifiedMilliseconds: modified),
                    parts: completion.chosen.map { parts[$0] }
                )
            } catch {
                return .refuse(error)
            }
        } completion: { result in
            services.misses.table.forgetAbsent(path)
            end(result)
        }
    }

    private func answer(_ outcome: CompletionOutcome, _ reply: S3Reply) {
        switch outcome {
        case .committed(let outcome):
            guard let error = CommitRefusal.error(outcome, reply) else {
                return answerCompleted(nil, reply)
            }
            reply.error(error)
        case .noUpload: reply.error(S3Error(.noSuchUpload))
        case .completedBefore(let etag): answerCompleted(etag, reply)
        case .refused(let error):
            reply.error(services.refusal(of: error, "upload cannot be completed"))
        }
    }

    /// Tells of the object as it is; a client who asks again after his upload was completed is told
    /// the same, unless the object is another by now.
    private func answerCompleted(_ expected: String?, _ reply: S3Reply) {
        do {
            let found = try reply.path.withUnsafeBytes { path in
                try services.store.withObject(path: path) { view in
                    (view.etagText, ObjectAttributes(Array(view.attributes))?.checksum)
                }
            }
            guard let (etag, checksum) = found, expected.map({ $0 == etag }) ?? true else {
                return reply.error(S3Error(.noSuchUpload))
            }
            reply.document(
                S3Documents.uploadCompleted(
                    bucket: reply.bucket,
                    key: reply.key,
                    host: host(reply.connection),
                    etag: etag,
                    checksum: checksum
                )
            )
        } catch {
            fail(error, reply)
        }
    }

    /// The place that the client asked, as the beginning of a URL.
    private func host(_ connection: HTTPConnection) -> String {
        let head = connection.head
        let host = connection.withHeadBytes { bytes in
            head.hostRange.map { String(decoding: bytes[$0], as: UTF8.self) }
        }
        return "\(connection.isSealed ? "https" : "http")://\(host ?? "localhost")"
    }
}

extension Completion {
    /// The record of the object that the upload becomes.
    func record(_ note: UploadNote, modifiedMilliseconds: Int64) -> ObjectRecord {
        var attributes = note.attributes
        attributes.checksum = checksum
        return ObjectRecord(
            size: size,
            modifiedMilliseconds: modifiedMilliseconds,
            etag: etag,
            headerBlock: StoredFields.render(
                note.fields,
                etag: etag,
                modifiedSeconds: modifiedMilliseconds / 1_000
            ).bytes,
            attributes: attributes.encoded
        )
    }
}
