internal import Catalog
internal import HTTP1
internal import NIOCore
internal import Objects
internal import S3

// What is told of a bucket.
extension S3Application {
    func getBucketACL(_ connection: HTTPConnection) {
        withEntry(connection) { entry, reply in
            let acl: CannedACL = entry.acl == .publicRead ? .publicRead : .private
            reply.document(acl.document)
        }
    }

    func getBucketCORS(_ connection: HTTPConnection) {
        withEntry(connection) { entry, reply in
            guard !entry.cors.isEmpty else {
                return reply.error(S3Error(.noSuchCORSConfiguration))
            }
            reply.document(entry.cors)
        }
    }

    func getBucketDefault(_ answer: BucketDefault, _ connection: HTTPConnection) {
        withBucket(connection) { reply in
            switch answer {
            case .document(let document): reply.document(document)
            case .error(let code):
                reply.error(S3Error(code).with("BucketName", reply.bucket))
            }
        }
    }

    /// Answers a browser that asks whether a page of another origin may send a request.
    func preflight(_ connection: HTTPConnection) {
        let reply = reply(connection)
        do {
            let request = try connection.withHeadBytes { bytes throws(S3Error) in
                try PreflightRequest(connection.head, in: bytes)
            }
            let entry = try reply.bucket.withUnsafeBytes { try services.buckets.bucket($0) }
            let lines = entry.flatMap { services.cors.rules(of: $0) }?.preflightLines(
                origin: request.origin,
                method: request.method,
                headers: request.headers
            )
            guard let lines else {
                let isConfigured = entry.map { !$0.cors.isEmpty } ?? false
                throw S3Error(
                    .accessForbidden,
                    isConfigured
                        ? "CORSResponse: This CORS request is not allowed."
                        : "CORSResponse: CORS is not enabled for this bucket."
                )
            }
            var head = reply.head(200, .bypass)
            head.lines(lines)
            head.field("Content-Length", "0")
            head.end()
            connection.write(head.buffer)
            connection.finish()
        } catch let error as S3Error {
            reply.error(error)
        } catch {
            fail(error, reply)
        }
    }

    func listVersions(_ parameters: ListVersionsParameters, _ connection: HTTPConnection) {
        withBucket(connection) { reply in
            let (store, bucket) = (services.store, reply.bucket)
            let query = ListQuery(
                bucket: bucket,
                prefix: parameters.prefix,
                delimiter: parameters.delimiter,
                after: parameters.position.bytes,
                limit: parameters.maxKeys
            )
            waiting(reply) {
                BucketDocuments.listVersions(
                    bucket: bucket,
                    parameters,
                    BucketListing.page(try store.list(query))
                )
            } _: { document, reply in
                reply.document(document)
            }
        }
    }

    private func withEntry(
        _ connection: HTTPConnection,
        _ action: (BucketEntry, S3Reply) -> Void
    ) {
        let reply = reply(connection)
        do {
            let entry = try reply.bucket.withUnsafeBytes { try services.buckets.bucket($0) }
            guard let entry else { return reply.error(.noSuchBucket(reply.bucket)) }
            action(entry, reply)
        } catch {
            fail(error, reply)
        }
    }
}
