internal import HTTP1
internal import NIOCore
internal import Objects
internal import S3

// CopyObject.
extension S3Application {
    func copyObject(_ source: CopySource, _ connection: HTTPConnection) {
        withBucket(connection) { reply in
            do throws(S3Error) {
                let (fields, directives) = try connection.withHeadBytes {
                    bytes throws(S3Error) in
                    (
                        try UploadFields(connection.head, in: bytes, for: .fieldsOnly),
                        try CopyDirectives(connection.head, in: bytes)
                    )
                }
                let isChanged =
                    directives.replacesFields || directives.replacesTags || fields.acl != nil
                guard source.path.bytes != reply.path || isChanged else {
                    throw S3Error(
                        .invalidRequest,
                        "This copy request is illegal because it is trying to copy an object to "
                            + "itself without changing the object's metadata, storage class, "
                            + "website redirect location or encryption attributes."
                    )
                }
                copy(ObjectCopy(source: source, fields: fields, directives: directives), reply)
            } catch {
                reply.error(error)
            }
        }
    }

    private func copy(_ copy: ObjectCopy, _ reply: S3Reply, looks: Int = 10) {
        do {
            let found = try CopiedSource.read(copy.source, services)
            let modified = GatewayClock.wallMilliseconds()
            let (record, checksum) = copy.record(of: found.record, modifiedMilliseconds: modified)
            let lookAgain: () -> Void = { [self] in self.copy(copy, reply, looks: looks - 1) }
            let completion = committed(reply, lookAgain: looks > 1 ? lookAgain : nil) { reply in
                reply.document(
                    S3Documents.copyResult(
                        etag: record.etag,
                        modifiedMilliseconds: modified,
                        checksum: checksum,
                        isPart: false
                    )
                )
            }
            let (services, bucket) = (services, reply.bucket)
            let condition = CommitCondition(copy.fields.condition)
            if case .inline(let bytes) = found.body {
                services.store.commit(
                    path: reply.path,
                    record: record,
                    body: .inline(bytes),
                    condition: condition,
                    unlessFenced: { !services.admits(bucket) },
                    completion: completion
                )
            } else {
                services.store.copy(
                    found.body,
                    found.lease,
                    to: reply.path,
                    record: record,
                    condition: condition,
                    unlessFenced: { !services.admits(bucket) },
                    completion: completion
                )
            }
        } catch {
            reply.error(services.refusal(of: error, "source of a copy cannot be read"))
        }
    }
}
