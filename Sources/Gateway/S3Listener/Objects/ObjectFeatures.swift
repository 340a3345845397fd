internal import HTTP1
internal import NIOCore
internal import Objects
internal import S3

// Tags, access lists and attributes of objects.
extension S3Application {
    func getObjectTagging(_ connection: HTTPConnection) {
        withAttributes(connection) { attributes, reply in
            reply.document(attributes.tags.document)
        }
    }

    func putObjectTagging(_ connection: HTTPConnection) {
        withBucket(connection) { reply in
            withDocument(reply) { [self] document, _, reply in
                guard let document else { return reply.error(S3Error(.malformedXML)) }
                do throws(S3Error) {
                    setTags(try TagSet(document: document), status: 200, reply)
                } catch {
                    reply.error(error)
                }
            }
        }
    }

    func setTags(_ tags: TagSet, status: Int, _ reply: S3Reply) {
        amend(reply, status: status) { $0.tags = tags }
    }

    func getObjectACL(_ connection: HTTPConnection) {
        withAttributes(connection) { attributes, reply in reply.document(attributes.acl.document) }
    }

    func putObjectACL(_ connection: HTTPConnection) {
        withBucket(connection) { reply in
            withDocument(reply, mayBeEmpty: true) { [self] document, fields, reply in
                do throws(S3Error) {
                    let acl = try self.acl(fields, document)
                    amend(reply, status: 200) { $0.acl = acl }
                } catch {
                    reply.error(error)
                }
            }
        }
    }

    /// The list that a PUT of one asks for, by field or by document.
    func acl(_ fields: UploadFields, _ document: XMLElement?) throws(S3Error) -> CannedACL {
        if let document {
            guard fields.acl == nil else {
                throw S3Error(.invalidRequest, "An ACL is given both as a header and as a body.")
            }
            return try CannedACL(document: document)
        }
        guard let acl = fields.acl else {
            throw S3Error(
                .invalidRequest,
                "Your request was missing a required header: x-amz-acl or a body."
            )
        }
        return acl
    }

    func getObjectAttributes(_ request: AttributesRequest, _ connection: HTTPConnection) {
        withObject(connection) { view, reply in
            let attributes = ObjectAttributes(Array(view.attributes)) ?? ObjectAttributes()
            var parts: [UploadedPart] = []
            if request.wantsParts, case .segments(let list) = view.body {
                parts = list.all.map { segment in
                    UploadedPart(
                        number: segment.part,
                        size: segment.size,
                        modifiedMilliseconds: view.modifiedMilliseconds,
                        md5: [],
                        checksum: segment.detail
                    )
                }
            }
            let document = request.document(
                etag: view.etag.isEmpty ? nil : view.etagText,
                size: view.size,
                checksum: attributes.checksum,
                parts: parts
            )
            var head = reply.head(200, .bypass, reserving: 512 + document.count)
            head.field(
                "Last-Modified",
                HTTPDate.bytes(secondsSince1970: view.modifiedMilliseconds / 1_000)
            )
            head.field("Content-Type", "application/xml")
            head.field("Content-Length", UInt64(document.count))
            head.end()
            head.buffer.writeBytes(document)
            reply.connection.write(head.buffer)
            reply.connection.finish()
        }
    }

    // MARK: Records

    private func withAttributes(
        _ connection: HTTPConnection,
        _ action: (ObjectAttributes, S3Reply) -> Void
    ) {
        withObject(connection) { view, reply in
            action(ObjectAttributes(Array(view.attributes)) ?? ObjectAttributes(), reply)
        }
    }

    /// Lends the record of the request's object, or answers that there is none.
    private func withObject(
        _ connection: HTTPConnection,
        _ action: (borrowing ObjectView, S3Reply) -> Void
    ) {
        withBucket(connection) { reply in
            do {
                let found: Void? = try reply.path.withUnsafeBytes { path in
                    try services.store.withObject(path: path) { view in action(view, reply) }
                }
                if found == nil { reply.noSuchKey(.bypass) }
            } catch {
                fail(error, reply)
            }
        }
    }

    private func amend(
        _ reply: S3Reply,
        status: Int,
        _ change: @escaping @Sendable (inout ObjectAttributes) -> Void
    ) {
        let (services, loop) = (services, context.loop)
        let pending = PendingReply(reply)
        let end = NIOLoopBound(
            { (result: Result<Bool, ObjectStoreError>) in
                guard let reply = pending.take() else { return }
                switch result {
                case .success(true): reply.empty(status)
                case .success(false): reply.noSuchKey(.bypass)
                case .failure(let error):
                    reply.error(services.refusal(of: error, "object cannot be changed"))
                }
            },
            eventLoop: loop
        )
        services.store.amend(path: reply.path) { result in
            loop.execute { end.value(result) }
        } change: { encoded in
            var attributes = ObjectAttributes(encoded) ?? ObjectAttributes()
            change(&attributes)
            return attributes.encoded
        }
    }
}
