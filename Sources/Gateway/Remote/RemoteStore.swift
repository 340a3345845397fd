package import Fetch
internal import Determinism
package import Logging
internal import NIOCore
internal import S3
internal import Synchronization

/// The S3 store that a node stands in front of, and what the node knows of it.
package final class RemoteStore: Sendable {
    private struct State {
        /// Buckets that are there, and until when that is believed.
        var buckets: [[UInt8]: Instant] = [:]
        /// Objects that fills have stored lately.
        var recent: [[UInt8]: Instant] = [:]
        /// Buckets that take nothing, why, and until when that is believed.
        var refusals: [[UInt8]: (reason: String, until: Instant)] = [:]
        /// Until when nothing more is said of a store that is not trusted.
        var quietUntil = Instant(nanoseconds: 0)
    }

    let endpoint: UpstreamEndpoint
    /// nil for a store that is spoken to in the clear.
    let security: UpstreamTLS?
    let client: StoreClient
    let probe: StoreProbe
    /// nil where it could not be opened: then a crash may leave uploads behind.
    let journal: UploadJournal?
    private let fetch: FetchThread
    private let logger: Logger
    private let state = Mutex(State())

    /// - Throws: ``CertificateError`` where the file of authorities cannot be used.
    package init(
        _ configuration: RemoteStoreConfiguration,
        fetch: FetchThread,
        logger: Logger
    ) throws(CertificateError) {
        endpoint = configuration.endpoint
        security =
            endpoint.isTLS
            ? try UpstreamTLS(
                endpoint,
                authorityFile: configuration.certificateAuthorityFile
            ) : nil
        client = StoreClient(configuration, fetch: fetch)
        probe = StoreProbe(client, logger: logger)
        journal = configuration.journalFile.flatMap { UploadJournal(path: $0) }
        self.fetch = fetch
        self.logger = logger
    }

    /// What is known of the store's conditional writes, for the status.
    package var conditionalWrites: String { probe.text }

    /// Finds out what the store can do, in the first of these buckets that is there, and aborts the
    /// uploads that an earlier run has left.
    package func prepare(buckets: [String]) {
        probe.start(buckets: buckets.map { Array($0.utf8) })
        for leftover in journal?.leftovers ?? [] {
            if let upload = leftover.upload {
                abort(upload, of: leftover.path)
            } else {
                sweep(leftover.path)
            }
        }
    }

    func now() -> Instant {
        Instant(nanoseconds: NIODeadline.now().uptimeNanoseconds)
    }

    // MARK: Trust

    /// Reads the file of authorities that vouch for the store again, for new connections.
    func reloadAuthorities() throws(CertificateError) { try security?.reload() }

    /// TLS to the store failed: the log gets the reason, once a minute at most.
    func noteInsecure(_ reason: String) {
        let now = now()
        let isDue = state.withLock { state in
            guard now >= state.quietUntil else { return false }
            state.quietUntil = now.advanced(by: RemoteLimits.insecureReports)
            return true
        }
        guard isDue else { return }
        // The other library that speaks to the store says more of a certificate.
        client.send(StoreRequest(.head, []), tries: 1) { [logger, endpoint] outcome in
            var reason = reason
            if case .failure(let failure) = outcome { reason += "; \(failure.text)" }
            logger.error(
                "store is not trusted",
                metadata: ["store": "\(endpoint.authority)", "reason": "\(reason)"]
            )
        }
    }

    // MARK: Questions

    /// The store has spoken of an object of the bucket: it is there.
    func noteBucket(_ bucket: [UInt8]) {
        let until = now().advanced(by: .seconds(RemoteLimits.bucketSeconds))
        state.withLock { state in
            if state.buckets.count >= RemoteLimits.buckets { state.buckets.removeAll() }
            state.buckets[bucket] = until
        }
    }

    /// Whether there is such a bucket; nil where the store did not say.
    func hasBucket(_ bucket: [UInt8], completion: @escaping @Sendable (Bool?) -> Void) {
        let now = now()
        let isKnown = state.withLock { $0.buckets[bucket].map { $0 > now } ?? false }
        if isKnown { return completion(true) }
        client.send(StoreRequest(.head, bucket), tries: 1) { [self] outcome in
            guard case .success(let answer) = outcome else { return completion(nil) }
            switch answer.status {
            // A bucket that may not be looked at, or lives elsewhere, is there.
            case 200..<300, 301, 307, 403:
                noteBucket(bucket)
                completion(true)
            case 404: completion(false)
            default: completion(nil)
            }
        }
    }

    /// Whether the store has the bucket and not the object, to the eyes of this node (edge 2).
    func isMissing(_ path: [UInt8], completion: @escaping @Sendable (Bool) -> Void) {
        client.send(StoreRequest(.head, path), tries: 1) { [self] outcome in
            guard case .success(let answer) = outcome, answer.status == 404 else {
                return completion(false)
            }
            hasBucket(Array(path.prefix { $0 != UInt8(ascii: "/") })) { completion($0 == true) }
        }
    }

    /// Why misses of a bucket could not be told: even the node's own look at an object that cannot
    /// be there is forbidden (edge 2).
    ///
    /// nil also where the store does not answer.
    func objection(to bucket: [UInt8]) async -> String? {
        let path = bucket + [UInt8(ascii: "/")] + Array(StoreProbe.objectName().utf8)
        return await withCheckedContinuation { continuation in
            client.send(StoreRequest(.head, path), tries: 1) { outcome in
                guard case .success(let answer) = outcome, answer.status == 403 else {
                    return continuation.resume(returning: nil)
                }
                continuation.resume(
                    returning: "the store answers 403 to the node's own look at an object that is "
                        + "not there, so that a miss cannot be told from a forbidden read; give the "
                        + "node's keys ListBucket"
                )
            }
        }
    }

    // MARK: What was stored lately

    func noteStored(_ path: [UInt8]) {
        let now = now()
        state.withLock { state in
            if state.recent.count >= RemoteLimits.recentPaths {
                let limit = Duration.seconds(RemoteLimits.recentSeconds)
                state.recent = state.recent.filter { now.duration(since: $0.value) < limit }
                if state.recent.count >= RemoteLimits.recentPaths { state.recent.removeAll() }
            }
            state.recent[path] = now
        }
    }

    func wasStored(_ path: [UInt8], since: Instant) -> Bool {
        state.withLock { $0.recent[path].map { $0 >= since } ?? false }
    }

    // MARK: Refusals

    /// The store did not take an object, for a reason that holds for others of the bucket as well.
    func noteRefusal(_ answer: StoreAnswer, of path: [UInt8]) {
        guard answer.refusesBucket else { return }
        let bucket = Array(path.prefix { $0 != UInt8(ascii: "/") })
        let until = now().advanced(by: RemoteLimits.refusalPause)
        state.withLock { state in
            if state.refusals.count >= RemoteLimits.buckets { state.refusals.removeAll() }
            state.refusals[bucket] = ("the store refused: \(answer.plainText)", until)
        }
    }

    /// Why an object would not be taken just now; nil where nothing speaks against it.
    func refusal(of path: [UInt8]) -> String? {
        let bucket = Array(path.prefix { $0 != UInt8(ascii: "/") })
        let now = now()
        return state.withLock { state in
            guard let refusal = state.refusals[bucket], now < refusal.until else { return nil }
            return refusal.reason
        }
    }

    // MARK: Half uploads

    /// Aborts an upload of this node's, and goes on trying while the store does not answer.
    func abort(_ upload: String, of path: [UInt8]) {
        let encoded = String(decoding: PercentCoding.encode(upload.utf8), as: UTF8.self)
        client.send(StoreRequest(.delete, path, query: "uploadId=\(encoded)")) { [self] outcome in
            if case .success(let answer) = outcome, answer.status < 300 || answer.status == 404 {
                journal?.ended(upload)
                return
            }
            logger.warning(
                "half upload cannot be aborted yet",
                metadata: ["path": "\(String(decoding: path, as: UTF8.self))"]
            )
            fetch.schedule(after: RemoteLimits.abortPause) { self.abort(upload, of: path) }
        }
    }

    /// An upload of this path may have been begun whose answer was lost.
    func sweepLost(_ path: [UInt8]) {
        journal?.intend(path)
        sweep(path)
    }

    /// Looks for an upload whose identity was never learned; one of this key that is a day old is
    /// taken for it, for a client would have ended its own (edge 28).
    private func sweep(_ path: [UInt8]) {
        let bucket = Array(path.prefix { $0 != UInt8(ascii: "/") })
        let key = Array(path.dropFirst(bucket.count + 1))
        let prefix = String(decoding: PercentCoding.encode(key), as: UTF8.self)
        client.send(StoreRequest(.get, bucket, query: "prefix=\(prefix)&uploads")) {
            [self] outcome in
            var mustLookAgain = true
            if case .success(let answer) = outcome, answer.status == 200 {
                let now = GatewayClock.wallMilliseconds() / 1_000
                let found = UploadDocuments.uploads(in: answer.document).filter {
                    $0.key == key && journal?.isOpen($0.upload) != true
                }
                let old = found.filter {
                    now - $0.initiatedSeconds >= RemoteLimits.halfUploadSeconds
                }
                for upload in old { abort(upload.upload, of: path) }
                mustLookAgain = old.count < found.count
            }
            guard mustLookAgain else {
                journal?.forget(path)
                return
            }
            fetch.schedule(after: RemoteLimits.sweepPause) { self.sweep(path) }
        }
    }
}
