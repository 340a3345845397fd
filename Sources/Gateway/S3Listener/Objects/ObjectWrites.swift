internal import Catalog
internal import Determinism
internal import Hashing
internal import Metrics
internal import NIOCore
internal import Objects
internal import S3

// PutObject and DeleteObject.
extension S3Application {
    func putObject(_ connection: HTTPConnection) {
        withBucket(connection) { reply in
            do throws(S3Error) {
                let fields = try connection.withHeadBytes { bytes throws(S3Error) in
                    try UploadFields(connection.head, in: bytes)
                }
                let shape = UploadShape(memoryBytes: ObjectStoreLimits().inlineBytes)
                let chunks = access.chunks(fields.payload)
                let upload = try ObjectUpload(
                    reply: reply,
                    fields: fields,
                    shape: shape,
                    chunks: chunks
                ) { [self] result, claimed in
                    store(result, claimed, fields, reply)
                }
                upload.start()
            } catch {
                reply.error(error)
            }
        }
    }

    private func store(
        _ result: UploadResult,
        _ claimed: ClaimedChecksum?,
        _ fields: UploadFields,
        _ reply: S3Reply
    ) {
        let etag = Hexadecimal.encode(result.md5)
        let modified = GatewayClock.wallMilliseconds()
        let block = StoredFields.render(
            fields.fields,
            etag: etag,
            modifiedSeconds: modified / 1_000
        )
        let checksum = claimed.map { StoredChecksum($0.algorithm, value: $0.value) }
        let attributes = ObjectAttributes(
            acl: fields.acl ?? .private,
            tags: fields.tags ?? TagSet(),
            checksum: checksum
        )
        let record = ObjectRecord(
            size: result.length,
            modifiedMilliseconds: modified,
            etag: etag,
            headerBlock: block.bytes,
            attributes: attributes.encoded
        )
        let (services, bucket) = (services, reply.bucket)
        let completion = committed(reply) { reply in
            var head = reply.head(200, .bypass)
            head.field("ETag", "\"\(etag)\"".utf8)
            if let checksum { head.lines(checksum.lines) }
            head.field("Content-Length", "0")
            head.end()
            reply.connection.write(head.buffer)
            reply.connection.finish()
        }
        services.store.commit(
            path: reply.path,
            record: record,
            body: result.body,
            condition: CommitCondition(fields.condition),
            unlessFenced: { !services.admits(bucket) },
            completion: completion
        )
    }

    /// What to do when the store has ended a commit: `answer` where the object is stored, and
    /// otherwise the error that says why not.
    ///
    /// Called before the commit begins, for it also sees to it that the fill of this key is not
    /// stored over what the client writes (edge 25).
    func committed(
        _ reply: S3Reply,
        lookAgain: (() -> Void)? = nil,
        _ answer: @escaping (S3Reply) -> Void
    ) -> @Sendable (Result<CommitOutcome, ObjectStoreError>) -> Void {
        let (services, path, loop) = (services, reply.path, context.loop)
        let began = services.misses.now()
        services.misses.table.fence(path)
        let pending = PendingReply(reply)
        let end = NIOLoopBound(
            { (outcome: Result<CommitOutcome, ObjectStoreError>) in
                guard let reply = pending.take() else { return }
                switch outcome {
                case .success(let outcome):
                    guard let error = CommitRefusal.error(outcome, reply) else {
                        return answer(reply)
                    }
                    reply.error(error)
                case .failure(.gone) where lookAgain != nil: lookAgain?()
                case .failure(let error):
                    reply.error(services.refusal(of: error, "object cannot be stored"))
                }
            },
            eventLoop: loop
        )
        return { outcome in
            services.metrics.storeCommit.observe(services.misses.now().duration(since: began))
            services.misses.table.forgetAbsent(path)
            loop.execute { end.value(outcome) }
        }
    }

    func deleteObject(_ connection: HTTPConnection) {
        withBucket(connection) { reply in
            let etag: String?
            do throws(S3Error) {
                etag = try connection.withHeadBytes { bytes throws(S3Error) in
                    try UploadFields.deletionTag(connection.head, in: bytes)
                }
            } catch {
                return reply.error(error)
            }
            let condition = etag.map { CommitCondition.ifMatch($0) } ?? .always
            delete([(path: reply.path, condition: condition)], reply) { outcomes, reply in
                if let error = CommitRefusal.error(outcomes[0], reply) { return reply.error(error) }
                reply.empty(204)
            }
        }
    }

    /// Deletes objects together; `answer` comes on the event loop while somebody waits.
    func delete(
        _ deletions: [(path: [UInt8], condition: CommitCondition)],
        _ reply: S3Reply,
        _ answer: @escaping ([CommitOutcome], S3Reply) -> Void
    ) {
        let (services, loop) = (services, context.loop)
        for deletion in deletions { services.misses.table.fence(deletion.path) }
        let pending = PendingReply(reply)
        let end = NIOLoopBound(
            { (result: Result<[CommitOutcome], ObjectStoreError>) in
                guard let reply = pending.take() else { return }
                switch result {
                case .success(let outcomes): answer(outcomes, reply)
                case .failure(let error):
                    reply.error(services.refusal(of: error, "objects cannot be deleted"))
                }
            },
            eventLoop: loop
        )
        services.store.delete(deletions) { result in loop.execute { end.value(result) } }
    }

    /// DeleteObjects: up to 1,000 keys in one transaction.
    func deleteObjects(_ connection: HTTPConnection) {
        withBucket(connection) { reply in
            withDocument(reply) { [self] document, fields, reply in
                guard fields.md5 != nil || fields.checksum != nil || fields.trailingChecksum != nil
                else {
                    return reply.error(
                        S3Error(
                            .invalidRequest,
                            "Missing required header for this request: Content-MD5 OR "
                                + "x-amz-checksum-*"
                        )
                    )
                }
                guard let document else { return reply.error(S3Error(.malformedXML)) }
                do throws(S3Error) {
                    delete(try DeleteRequest(document: document), reply)
                } catch {
                    reply.error(error)
                }
            }
        }
    }

    private func delete(_ request: DeleteRequest, _ reply: S3Reply) {
        var failures: [S3Error?] = []
        var deletions: [(path: [UInt8], condition: CommitCondition)] = []
        var places: [Int] = []
        let base = reply.bucket + [UInt8(ascii: "/")]
        for (index, item) in request.items.enumerated() {
            if item.otherVersion != nil {
                failures.append(S3Error(.noSuchVersion))
            } else if item.key.count > ObjectName.keyBytes || item.key.contains(0) {
                // No object has such a key.
                failures.append(nil)
            } else {
                failures.append(nil)
                let condition = item.etag.map { CommitCondition.ifMatch($0) } ?? .always
                deletions.append((path: base + item.key, condition: condition))
                places.append(index)
            }
        }
        delete(deletions, reply) { outcomes, reply in
            for (place, outcome) in zip(places, outcomes) {
                failures[place] = CommitRefusal.error(outcome, reply)
            }
            reply.document(request.answer(failures))
        }
    }
}
