internal import Catalog
internal import Determinism
internal import HTTP1
internal import Logging
internal import Metrics
internal import NIOCore
internal import NIOPosix
internal import Objects
internal import S3

/// Answers the S3 requests of one event loop.
///
/// A hit is answered on the spot: one look into the index, one write. What may wait for the disk
/// goes to a thread pool, what waits for an origin becomes a follower of a fill.
final class S3Application: HTTPApplication {
    let services: GatewayServices
    let context: LoopContext
    var target = S3Target()
    private(set) var access: RequestAccess
    /// Who sent the request that is being dispatched.
    private var caller = Caller.unguarded
    private let proxy: StoreProxy?
    private var audiences: [ObjectIdentifier: FillAudience] = [:]

    init(services: GatewayServices, context: LoopContext) {
        self.services = services
        self.context = context
        access = RequestAccess(services: services)
        proxy = services.remote.map { StoreProxy($0, loop: context.loop) }
    }

    func refusal(_ error: HTTPError, on connection: HTTPConnection) {
        services.metrics.response(error.status).increment()
        let body = S3Error(.invalidRequest, "\(error.reason)").xml(requestID: "-", resource: [])
        var head = ResponseHead(status: error.status, on: connection)
        head.lines(services.provenance(.bypass))
        head.field("Content-Type", "application/xml")
        head.field("Content-Length", UInt64(body.count))
        head.end()
        head.buffer.writeBytes(body)
        connection.write(head.buffer)
        connection.finish()
    }

    func receive(_ connection: HTTPConnection) {
        if let proxy { return proxy.forward(connection, self) }
        do throws(S3Error) {
            let operation = try connection.withHeadBytes { bytes throws(S3Error) in
                try target.parse(connection.head, bytes, hostBucket: hostBucket(connection, bytes))
                let operation = try S3Operation.classify(connection.head, target, in: bytes)
                caller = try access.authorize(operation, target, connection.head, in: bytes)
                return operation
            }
            perform(operation, connection)
        } catch {
            reply(connection).error(error)
        }
    }

    /// The bucket that the host names, in virtual-host style.
    func hostBucket(
        _ connection: HTTPConnection,
        _ bytes: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer? {
        guard let domain = services.configuration.s3Domain, let range = connection.head.hostRange
        else { return nil }
        let host = UnsafeRawBufferPointer(rebasing: bytes[range])
        return VirtualHost.bucket(in: host, domain: domain).map {
            UnsafeRawBufferPointer(rebasing: host[$0])
        }
    }

    func reply(_ connection: HTTPConnection) -> S3Reply {
        S3Reply(connection: connection, services: services, path: target.path)
    }

    private func perform(_ operation: S3Operation, _ connection: HTTPConnection) {
        guard !operation.storesObjects || services.writes.allowsWrites else {
            return reply(connection).error(S3Error(.writesRefused))
        }
        switch operation {
        case .getObject(let overrides), .headObject(let overrides):
            read(
                ObjectRead(
                    reply: reply(connection),
                    overrides: overrides,
                    began: services.misses.now()
                )
            )
        case .putObject: putObject(connection)
        case .deleteObject: deleteObject(connection)
        case .listObjects(let parameters): list(parameters, connection)
        case .listBuckets: listBuckets(connection)
        case .headBucket: withBucket(connection) { $0.empty(200) }
        case .getBucketLocation:
            withBucket(connection) { $0.document(S3Documents.location(region: "us-east-1")) }
        case .notImplemented(let name): reply(connection).error(.notImplemented(name))
        default: performFurther(operation, connection)
        }
    }

    // MARK: Reads

    /// The bucket of the request's target, copied.
    var bucket: [UInt8] { Array(target.bucket) }

    /// One read of an object, under way.
    struct ObjectRead {
        let reply: S3Reply
        let overrides: [StoredField]
        /// When the look at the store began.
        let began: Instant
        /// The part that is asked for in place of the whole object.
        var part: UInt32?
        /// Whether a far range may be fetched on its own; not after that was tried.
        var mayFetchRange = true
        /// How often the store may still be looked at anew.
        var looks = S3Application.looks
        /// How the answer came to be, if the store does not have the object.
        var result = MirrorResult.miss

        var connection: HTTPConnection { reply.connection }
        var path: [UInt8] { reply.path }
        var isHead: Bool { connection.head.method == .head }
    }

    /// How often a read looks at the store when the object was replaced between its record and its
    /// file, or when another member says that it is there by now.
    static let looks = 10

    func read(_ read: ObjectRead) {
        guard read.looks > 0 else {
            return read.reply.error(S3Error(.slowDown), .miss, retryAfterSeconds: 1)
        }
        var read = read
        read.looks -= 1
        if let proxy { return proxy.forward(read.connection, self, looks: read.looks) }
        do {
            let isHit: Void? = try read.path.withUnsafeBytes { path in
                try services.store.withObject(path: path) { view in try hit(view, read) }
            }
            guard isHit != nil else { return miss(read) }
            services.metrics.firstByteHit.observe(
                services.misses.now().duration(since: read.began)
            )
        } catch ObjectStoreError.gone where read.looks > 0 {
            self.read(read)
        } catch {
            fail(error, read.reply)
        }
    }

    func fail(_ error: any Error, _ reply: S3Reply) {
        services.metrics.storeFailures.increment()
        services.logger.error("store cannot be read", metadata: ["error": "\(error)"])
        reply.error(S3Error(.internalError, "The store cannot be read; see the node's log."))
    }

    // MARK: Fills of this loop

    /// Attaches a reader to a fill, which has counted it already.
    func follow(
        _ fill: Fill,
        _ connection: HTTPConnection,
        begin: @escaping (FillSnapshot) -> Follower.Start
    ) {
        let audience = audience(of: fill)
        let follower = Follower(
            connection: connection,
            audience: audience,
            sentBytes: services.metrics.bytesSent,
            begin: begin
        )
        connection.source = follower
        audience.add(follower)
    }

    private func audience(of fill: Fill) -> FillAudience {
        let identity = ObjectIdentifier(fill)
        if let audience = audiences[identity] { return audience }
        let audience = FillAudience(fill: fill) { [unowned self] in audiences[identity] = nil }
        audiences[identity] = audience
        let bound = NIOLoopBound(audience, eventLoop: context.loop)
        audience.subscribe(FillSubscription(loop: context.loop) { bound.value.advance() })
        return audience
    }

    // MARK: Buckets

    func withBucket(_ connection: HTTPConnection, _ action: (S3Reply) -> Void) {
        let reply = reply(connection)
        do {
            guard try hasBucket() else { return reply.error(.noSuchBucket(target.bucket)) }
            action(reply)
        } catch {
            fail(error, reply)
        }
    }

    private func hasBucket() throws -> Bool {
        try target.path.withUnsafeBytes { path in
            try services.mappings.hasBucket(
                UnsafeRawBufferPointer(rebasing: path[..<target.bucketLength])
            )
        }
    }

    private func listBuckets(_ connection: HTTPConnection) {
        let reply = reply(connection)
        do {
            let known = try services.mappings.buckets().filter { caller.knows($0.name.utf8) }
            let buckets = known.map { bucket in
                (
                    name: Array(bucket.name.utf8),
                    createdSeconds: Int64(bucket.createdMilliseconds / 1_000)
                )
            }
            reply.document(S3Documents.listBuckets(buckets))
        } catch {
            fail(error, reply)
        }
    }

    private func list(_ parameters: ListParameters, _ connection: HTTPConnection) {
        withBucket(connection) { reply in
            if listEverywhere(parameters, Array(target.bucket), reply) { return }
            let listing = BucketListing(
                bucket: Array(target.bucket),
                parameters: parameters,
                store: services.store
            )
            let pending = PendingReply(reply)
            services.blocking.runIfActive(eventLoop: context.loop) { try listing.document() }
                .assumeIsolated()
                .whenComplete { [self] result in
                    guard let reply = pending.take() else { return }
                    switch result {
                    case .success(let document): reply.document(document)
                    case .failure(let error): fail(error, reply)
                    }
                }
        }
    }
}
