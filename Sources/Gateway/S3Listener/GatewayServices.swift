package import Fetch
package import Logging
package import Metrics
package import NIOPosix
package import Objects
internal import S3

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
    /// For listings and for the files of uploads, which may wait for the disk.
    let blocking: NIOThreadPool
    /// The `x-headwater` line for each result.
    private let provenanceLines: [[UInt8]]

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
        remote: RemoteStore? = nil
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
            remote: remote
        )
        let name = configuration.nodeName
        provenanceLines = MirrorResult.allCases.map { result in
            Array("x-headwater: \(result.text); node=\(name); fetcher=\(name)\r\n".utf8)
        }
    }

    func provenance(_ result: MirrorResult) -> [UInt8] {
        provenanceLines[result.rawValue]
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
