package import Fetch
package import Logging
package import Metrics
package import NIOPosix
package import Objects
internal import S3
internal import Synchronization

/// What the S3 listener's applications share on all event loops.
package final class GatewayServices: Sendable {
    package let configuration: GatewayConfiguration
    /// Has the objects where there is no `remote`, and the spool of fills in any case.
    let store: DiskStore
    /// The S3 store that requests pass through to.
    let remote: RemoteStore?
    let mappings: any MappingSource
    let access: any AccessSource
    let buckets: any BucketRegistry
    let doors = BucketDoors()
    let cors = CORSRules()
    /// Whether objects may be stored by clients; for whoever watches the members of the cluster.
    package let writes = WriteGate()
    let misses: MissServices
    let metrics: GatewayMetrics
    let logger: Logger
    /// The other members; nil for a node that can have none.
    package let peering: Peering?
    /// For listings and for the files of uploads, which may wait for the disk.
    let blocking: NIOThreadPool
    /// The `x-headwater` line for each result.
    private let provenanceLines: [[UInt8]]
    /// The same for objects that other members fetched.
    private let foreignLines = Mutex<[String: [[UInt8]]]>([:])

    package init(
        configuration: GatewayConfiguration,
        store: DiskStore,
        mappings: any MappingSource,
        access: any AccessSource,
        buckets: any BucketRegistry,
        fetch: FetchThread,
        blocking: NIOThreadPool,
        digests: NIOThreadPool,
        metrics: MetricsRegistry,
        logger: Logger,
        remote: RemoteStore? = nil,
        peering: Peering? = nil
    ) {
        self.configuration = configuration
        self.store = store
        self.remote = remote
        self.mappings = mappings
        self.access = access
        self.buckets = buckets
        self.blocking = blocking
        self.logger = logger
        self.metrics = GatewayMetrics(metrics)
        misses = MissServices(
            configuration: configuration,
            fetch: fetch,
            store: store,
            digests: digests,
            metrics: self.metrics,
            logger: logger,
            remote: remote,
            peering: peering
        )
        self.peering = peering
        let name = configuration.nodeName
        provenanceLines = Self.lines(node: name, fetcher: name)
        guard let peering, peering.isThorough else { return }
        // What is stored with one of several members only would be lost with it.
        _ = peering.observe { [writes, unowned peering] in
            writes.allowWrites(peering.others.isEmpty)
        }
    }

    private static func lines(node: String, fetcher: String) -> [[UInt8]] {
        MirrorResult.allCases.map { result in
            Array("x-headwater: \(result.text); node=\(node); fetcher=\(fetcher)\r\n".utf8)
        }
    }

    func provenance(_ result: MirrorResult) -> [UInt8] {
        provenanceLines[result.rawValue]
    }

    /// - Parameter fetcher: who fetched the object; nil: this node, or nobody.
    func provenance(_ result: MirrorResult, fetcher: String?) -> [UInt8] {
        let node = configuration.nodeName
        guard let fetcher, fetcher != node, !fetcher.isEmpty else { return provenance(result) }
        return foreignLines.withLock { lines in
            if let known = lines[fetcher] { return known[result.rawValue] }
            // Members come and go; their lines are cheap to make again.
            if lines.count > 1_024 { lines.removeAll() }
            let made = Self.lines(node: node, fetcher: fetcher)
            lines[fetcher] = made
            return made[result.rawValue]
        }
    }

    /// Whether an object may be stored in a bucket at this moment; asked on the storage thread.
    ///
    /// A bucket that was deleted while a body was on its way must not get an object.
    func admits(_ bucket: [UInt8]) -> Bool {
        guard !doors.isClosed(bucket) else { return false }
        do {
            return try bucket.withUnsafeBytes { try mappings.hasBucket($0) }
        } catch {
            logger.error("bucket cannot be looked up", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// The lines of an answer to a page of another origin; nothing where its bucket has no rule.
    func corsLines(_ path: [UInt8], origin: String, method: String) -> [UInt8] {
        let bucket = path.prefix { $0 != UInt8(ascii: "/") }
        do {
            let entry = try Array(bucket).withUnsafeBytes { try buckets.bucket($0) }
            guard let entry, let rules = cors.rules(of: entry) else { return [] }
            return rules.lines(origin: origin, method: method) ?? []
        } catch {
            return []
        }
    }

    /// What a client is told when the store failed; for the log, `what` failed.
    func refusal(of error: any Error, _ what: StaticString) -> S3Error {
        if let error = error as? S3Error { return error }
        metrics.storeFailures.increment()
        logger.error("\(what)", metadata: ["error": "\(error)"])
        guard let error = error as? ObjectStoreError else { return S3Error(.serviceUnavailable) }
        return StoreRefusal.error(error)
    }
}
