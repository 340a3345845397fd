internal import Catalog
internal import HTTP1
internal import NIOCore
internal import Objects
internal import S3

// Buckets made, removed and configured, through the replicated catalogue.
extension S3Application {
    func createBucket(_ connection: HTTPConnection) {
        let reply = reply(connection)
        do throws(S3Error) {
            try ObjectName.checkNewBucket(reply.bucket)
        } catch {
            return reply.error(error)
        }
        withDocument(reply, mayBeEmpty: true) { [self] document, fields, reply in
            do throws(S3Error) {
                if let document { try BucketDocuments.checkCreation(document) }
            } catch {
                return reply.error(error)
            }
            let name = text(reply.bucket)
            let acl: BucketACL = fields.acl == .publicRead ? .publicRead : .private
            propose(BucketChange(name, .create(acl)), reply) { result, reply in
                guard case .applied(_, changes: 1) = result else {
                    let error = S3Error(.bucketAlreadyOwnedByYou).with("BucketName", name)
                    return reply.error(error)
                }
                var head = reply.head(200, .bypass)
                head.field("Location", "/\(name)".utf8)
                head.field("Content-Length", "0")
                head.end()
                reply.connection.write(head.buffer)
                reply.connection.finish()
            }
        }
    }

    /// Deletes a bucket that has neither objects nor mappings; its uploads go with it.
    ///
    /// First nothing is stored in it any more, then whatever was being stored has ended, and only
    /// then is it found empty: so no acknowledged object can vanish with it.
    func deleteBucket(_ connection: HTTPConnection) {
        withBucket(connection) { reply in
            let bucket = reply.bucket
            guard services.doors.close(bucket) else {
                return reply.error(S3Error(.operationAborted))
            }
            let (services, loop) = (services, context.loop)
            let pending = PendingReply(reply)
            let end = NIOLoopBound(
                { (result: Result<S3Error?, any Error>) in
                    guard let reply = pending.take() else { return }
                    switch result {
                    case .success(nil): reply.empty(204)
                    case .success(let error?): reply.error(error)
                    case .failure(let error):
                        reply.error(services.refusal(of: error, "bucket cannot be deleted"))
                    }
                },
                eventLoop: loop
            )
            Task {
                let result: Result<S3Error?, any Error>
                do {
                    result = .success(try await BucketDeletion(bucket, services, loop).run())
                } catch {
                    result = .failure(error)
                }
                services.doors.open(bucket)
                loop.execute { end.value(result) }
            }
        }
    }

    func putBucketACL(_ connection: HTTPConnection) {
        withBucket(connection) { reply in
            withDocument(reply, mayBeEmpty: true) { [self] document, fields, reply in
                do throws(S3Error) {
                    let acl: BucketACL =
                        try self.acl(fields, document) == .publicRead ? .publicRead : .private
                    change(BucketChange(text(reply.bucket), .setACL(acl)), status: 200, reply)
                } catch {
                    reply.error(error)
                }
            }
        }
    }

    func putBucketCORS(_ connection: HTTPConnection) {
        withBucket(connection) { reply in
            withDocument(reply) { [self] document, _, reply in
                do throws(S3Error) {
                    guard let document else { throw S3Error(.malformedXML) }
                    let rules = try CORSConfiguration(document: document).document
                    guard rules.count <= CORSConfiguration.documentBytes else {
                        throw S3Error(.malformedXML, "A CORS configuration has 64 KB at most.")
                    }
                    change(BucketChange(text(reply.bucket), .setCORS(rules)), status: 200, reply)
                } catch {
                    reply.error(error)
                }
            }
        }
    }

    /// Proposes a change of a bucket that is there, and answers without a body.
    func change(_ change: BucketChange, status: Int = 204, _ reply: S3Reply) {
        propose(change, reply) { result, reply in
            guard case .applied(_, changes: 1) = result else {
                return reply.error(.noSuchBucket(reply.bucket))
            }
            reply.empty(status)
        }
    }

    private func propose(
        _ change: BucketChange,
        _ reply: S3Reply,
        _ answer: @escaping (CommandResult, S3Reply) -> Void
    ) {
        let (services, loop) = (services, context.loop)
        let pending = PendingReply(reply)
        let end = NIOLoopBound(
            { (result: Result<CommandResult, any Error>) in
                guard let reply = pending.take() else { return }
                switch result {
                case .success(let result): answer(result, reply)
                case .failure(let error):
                    reply.error(services.refusal(of: error, "bucket cannot be changed"))
                }
            },
            eventLoop: loop
        )
        Task {
            let result: Result<CommandResult, any Error>
            do {
                result = .success(try await services.buckets.change(change))
            } catch {
                result = .failure(error)
            }
            loop.execute { end.value(result) }
        }
    }
}
