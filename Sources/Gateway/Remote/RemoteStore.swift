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
    }

    let endpoint: UpstreamEndpoint
    let security: UpstreamSecurity?
    let client: StoreClient
    let probe: StoreProbe
    /// nil where it could not be opened: then a crash may leave uploads behind.
    let journal: UploadJournal?
    private let fetch: FetchThread
    private let logger: Logger
    private let state = Mutex(State())

    package init(_ configuration: RemoteStoreConfiguration, fetch: FetchThread, logger: Logger) {
        endpoint = configuration.endpoint
        security = nil
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
        var request = StoreRequest(.head, bucket)
        request.idleTimeout = RemoteLimits.questionTimeout
        client.send(request, tries: 1) { [self] outcome in
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
        var request = StoreRequest(.head, path)
        request.idleTimeout = RemoteLimits.questionTimeout
        client.send(request, tries: 1) { [self] outcome in
            guard case .success(let answer) = outcome, answer.status == 404 else {
                return completion(false)
            }
            hasBucket(Array(path.prefix { $0 != UInt8(ascii: "/") })) { completion($0 == true) }
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
                let found = UploadDocuments.uploads(in: answer.document).filter { $0.key == key }
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
