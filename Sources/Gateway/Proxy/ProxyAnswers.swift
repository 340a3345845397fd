internal import Catalog
internal import Determinism
internal import HTTP1
internal import Logging
internal import Metrics
internal import Mirroring
internal import NIOCore
internal import S3

// What requests that pass through have to do with the mirror.
extension S3Application {
    /// Parses the target of the request; false where it is no target of S3, which is for the store
    /// to say.
    private func parseTarget(_ connection: HTTPConnection) -> Bool {
        do throws(S3Error) {
            try connection.withHeadBytes { bytes throws(S3Error) in
                try target.parse(connection.head, bytes, hostBucket: hostBucket(connection, bytes))
            }
            return true
        } catch {
            return false
        }
    }

    private func isPlainRead(_ connection: HTTPConnection) -> Bool {
        let method = connection.head.method
        guard method == .get || method == .head else { return false }
        // A path of a bucket and a key is one without being decoded, also where the host names the
        // bucket and all of it is the key; the store judges the rest.
        let range = connection.head.targetRange
        let isObjectPath = connection.withHeadBytes { S3Target.isObjectPath($0, range) }
        if isObjectPath { return true }
        return parseTarget(connection) && target.isPlainRead(method)
    }

    /// How an answer of the store is counted and named: a read of an object that is there is a hit.
    func result(_ status: Int, _ connection: HTTPConnection) -> MirrorResult {
        switch status {
        case 200, 206, 304, 412, 416: isPlainRead(connection) ? .hit : .bypass
        default: .bypass
        }
    }

    /// Whether an answer of this status may mean that the mirror is to answer (edges 1 to 3).
    func mayBeMiss(_ status: Int, _ connection: HTTPConnection) -> Bool {
        guard status == 404 || status == 403, isPlainRead(connection), parseTarget(connection),
            let mapped = mappingOfTarget()
        else { return false }
        return status == 404 || mapped.mapping.acl == .publicRead
    }

    private func mappingOfTarget() -> MappedOrigin? {
        do {
            return try target.path.withUnsafeBytes { try services.mappings.mapping(for: $0) }
        } catch {
            services.logger.error("mapping cannot be read", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Tells whether an answer that was held back means that the object is not there.
    ///
    /// - Parameter completion: Called once, on any thread, perhaps at once.
    func judge(
        _ held: HeldAnswer,
        _ connection: HTTPConnection,
        completion: @escaping @Sendable (Bool) -> Void
    ) {
        guard let remote = services.remote, parseTarget(connection) else {
            return completion(false)
        }
        let path = target.path.withUnsafeBufferPointer { Array($0) }
        let bucket = Array(target.bucket)
        let isHead = connection.head.method == .head
        if held.status == 404 {
            // The answer to a HEAD has no document that tells the key from the bucket.
            if isHead { return remote.hasBucket(bucket) { completion($0 == true) } }
            let isMissing = UploadDocuments.errorCode(held.document) == "NoSuchKey"
            if isMissing { remote.noteBucket(bucket) }
            return completion(isMissing)
        }
        guard isHead || UploadDocuments.errorCode(held.document) == "AccessDenied" else {
            return completion(false)
        }
        remote.isMissing(path, completion: completion)
    }

    /// Answers a read of an object that the store does not have.
    func proxyMiss(
        _ connection: HTTPConnection,
        since: Instant,
        looks: Int = S3Application.looks
    ) {
        do throws(S3Error) {
            let operation = try connection.withHeadBytes { bytes throws(S3Error) in
                try target.parse(connection.head, bytes, hostBucket: hostBucket(connection, bytes))
                return try S3Operation.classify(connection.head, target, in: bytes)
            }
            switch operation {
            case .getObject(let overrides), .headObject(let overrides):
                var read = ObjectRead(
                    reply: reply(connection),
                    overrides: overrides,
                    began: since
                )
                read.looks = looks
                miss(read)
            default: preconditionFailure("a miss of \(operation)")
            }
        } catch {
            reply(connection).error(error)
        }
    }

    /// Answers a request that the store did not; a running fill of a public object goes on to have
    /// readers, for their right to it need not be asked.
    func storeFailed(_ failure: UpstreamFailure, _ connection: HTTPConnection) {
        if case .insecure(let reason) = failure { services.remote?.noteInsecure(reason) }
        let isParsed = parseTarget(connection)
        if isParsed, target.isPlainRead(connection.head.method),
            services.misses.table.fill(target.path) != nil,
            mappingOfTarget()?.mapping.acl == .publicRead
        {
            return proxyMiss(connection, since: services.misses.now())
        }
        services.metrics.storeFailures.increment()
        services.logger.debug("store did not answer", metadata: ["reason": "\(failure.message)"])
        let path = isParsed ? target.path : []
        S3Reply(connection: connection, services: services, path: path)
            .error(S3Error(.storeUnavailable, failure.message), retryAfterSeconds: 1)
    }

    // MARK: Writes

    /// Notes what a request will change at the store, for the fills of the same keys (edge 25).
    func beginWrite(_ connection: HTTPConnection) -> WrittenObject? {
        let method = connection.head.method
        guard method == .put || method == .delete || method == .post, parseTarget(connection),
            let written = writtenObject(method)
        else { return nil }
        services.misses.table.writeBegan(written)
        return written
    }

    private func writtenObject(_ method: Method) -> WrittenObject? {
        let query = target.query
        switch target.kind {
        case .service: return nil
        case .bucket:
            // DeleteObjects, or DeleteBucket.
            let deletes = method == .post ? query.has(.delete) : method == .delete
            return deletes ? .bucket(Array(target.bucket) + [UInt8(ascii: "/")]) : nil
        case .object:
            let isWrite =
                switch query.objectSubresource {
                case nil: true
                case .versionID: method == .delete
                // CompleteMultipartUpload; parts change nothing yet.
                case .uploadID: method == .post
                default: false
                }
            return isWrite ? .object(target.path.withUnsafeBufferPointer { Array($0) }) : nil
        }
    }

    /// The store has answered the request, or never will.
    func endWrite(_ written: WrittenObject, isDone: Bool, isDelete: Bool) {
        services.misses.table.writeEnded(written, isDone: isDone)
        if isDone, isDelete, case .object(let path) = written { fenceElsewhere(path) }
    }
}
