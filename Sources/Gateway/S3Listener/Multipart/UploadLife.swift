internal import NIOCore
internal import Objects
internal import S3

// Multipart uploads: begun, listed, aborted.
extension S3Application {
    func createUpload(_ connection: HTTPConnection) {
        withBucket(connection) { reply in
            do throws(S3Error) {
                let note = try connection.withHeadBytes { bytes throws(S3Error) in
                    let head = connection.head
                    let fields = try UploadFields(head, in: bytes, for: .fieldsOnly)
                    let algorithm = try UploadFields.checksumAlgorithm(head, in: bytes)
                    return UploadNote(
                        fields: fields.fields,
                        attributes: ObjectAttributes(
                            acl: fields.acl ?? .private,
                            tags: fields.tags ?? TagSet()
                        ),
                        algorithm: algorithm,
                        kind: try UploadFields.checksumKind(of: algorithm, head, in: bytes)
                    )
                }
                begin(note, reply)
            } catch {
                reply.error(error)
            }
        }
    }

    private func begin(_ note: UploadNote, _ reply: S3Reply) {
        let end = ending(reply, "upload cannot be begun") { (id: UploadID, reply) in
            let body = S3Documents.uploadBegun(
                bucket: reply.bucket,
                key: reply.key,
                upload: id.encoded
            )
            var head = reply.head(200, .bypass, reserving: 512 + body.count)
            if let algorithm = note.algorithm {
                let line = "x-amz-checksum-algorithm: \(algorithm.name)\r\n"
                head.lines(Array((line + "x-amz-checksum-type: \(note.kind.name)\r\n").utf8))
            }
            head.field("Content-Type", "application/xml")
            head.field("Content-Length", UInt64(body.count))
            head.end()
            head.buffer.writeBytes(body)
            reply.connection.write(head.buffer)
            reply.connection.finish()
        }
        services.store.uploads.begin(
            path: reply.path,
            note: note.encoded,
            startedMilliseconds: UInt64(clamping: GatewayClock.wallMilliseconds()),
            completion: end
        )
    }

    func abortUpload(_ upload: [UInt8], _ connection: HTTPConnection) {
        withUpload(upload, connection) { id, _, reply in
            let end = ending(reply, "upload cannot be aborted") { (existed: Bool, reply) in
                guard existed else { return reply.error(S3Error(.noSuchUpload)) }
                reply.empty(204)
            }
            services.store.uploads.abort(path: reply.path, id, completion: end)
        }
    }

    func listParts(_ parameters: ListPartsParameters, _ connection: HTTPConnection) {
        withUpload(parameters.upload, connection) { id, note, reply in
            let (uploads, path) = (services.store.uploads, reply.path)
            waiting(reply) {
                try uploads.parts(
                    path: path,
                    id,
                    after: parameters.marker,
                    limit: parameters.maxParts + 1
                )
            } _: { parts, reply in
                guard let parts else { return reply.error(S3Error(.noSuchUpload)) }
                reply.document(
                    S3Documents.listParts(
                        bucket: reply.bucket,
                        key: reply.key,
                        parameters,
                        note,
                        parts: parts.map(UploadedPart.init)
                    )
                )
            }
        }
    }

    func listUploads(_ parameters: ListUploadsParameters, _ connection: HTTPConnection) {
        withBucket(connection) { reply in
            let query = UploadQuery(
                bucket: reply.bucket,
                prefix: parameters.prefix,
                delimiter: parameters.delimiter,
                afterKey: parameters.keyMarker,
                afterID: parameters.uploadMarker.flatMap { UploadID($0) },
                limit: parameters.maxUploads
            )
            let uploads = services.store.uploads
            waiting(reply) {
                try uploads.list(query)
            } _: { page, reply in
                let entries = page.items.map { item in
                    UploadListPage.Entry(
                        key: item.key,
                        upload: item.id.encoded,
                        startedMilliseconds: Int64(clamping: item.id.startedMilliseconds)
                    )
                }
                let shown = UploadListPage(
                    entries: entries,
                    commonPrefixes: page.commonPrefixes,
                    nextKey: page.continueAfterKey,
                    nextUpload: page.continueAfterID?.encoded
                )
                reply.document(S3Documents.listUploads(bucket: reply.bucket, parameters, shown))
            }
        }
    }

    /// The upload that a request names, with what was noted of it; NoSuchUpload otherwise.
    func withUpload(
        _ upload: [UInt8],
        _ connection: HTTPConnection,
        _ action: (UploadID, UploadNote, S3Reply) -> Void
    ) {
        withBucket(connection) { reply in
            let missing = S3Error(.noSuchUpload).with("UploadId", UploadName.text(upload))
            guard let id = UploadID(upload) else { return reply.error(missing) }
            do throws(ObjectStoreError) {
                guard let bytes = try services.store.uploads.note(path: reply.path, id),
                    let note = UploadNote(bytes)
                else { return reply.error(missing) }
                action(id, note, reply)
            } catch {
                fail(error, reply)
            }
        }
    }

    /// A completion for the store that answers on the event loop, while somebody waits.
    func ending<Value: Sendable>(
        _ reply: S3Reply,
        _ what: StaticString,
        _ answer: @escaping (Value, S3Reply) -> Void
    ) -> @Sendable (Result<Value, ObjectStoreError>) -> Void {
        let (services, loop) = (services, context.loop)
        let pending = PendingReply(reply)
        let end = NIOLoopBound(
            { (result: Result<Value, ObjectStoreError>) in
                guard let reply = pending.take() else { return }
                switch result {
                case .success(let value): answer(value, reply)
                case .failure(let error):
                    reply.error(services.refusal(of: error, what))
                }
            },
            eventLoop: loop
        )
        return { result in loop.execute { end.value(result) } }
    }
}

extension UploadedPart {
    init(_ part: UploadPart) {
        self.init(
            number: part.number,
            size: part.size,
            modifiedMilliseconds: part.modifiedMilliseconds,
            md5: part.md5,
            checksum: part.checksum
        )
    }
}
