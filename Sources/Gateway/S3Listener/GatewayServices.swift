package import Fetch
package import Logging
package import Metrics
package import NIOPosix
package import Objects
internal import Synchronization

/// What the S3 listener's applications share on all event loops.
package final class GatewayServices: Sendable {
    package let configuration: GatewayConfiguration
    let store: DiskStore
    let mappings: any MappingSource
    let access: any AccessSource
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
        fetch: FetchThread,
        blocking: NIOThreadPool,
        digests: NIOThreadPool,
        metrics: MetricsRegistry,
        logger: Logger,
        peering: Peering? = nil
    ) {
        self.configuration = configuration
        self.store = store
        self.mappings = mappings
        self.access = access
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
            peering: peering
        )
        self.peering = peering
        let name = configuration.nodeName
        provenanceLines = Self.lines(node: name, fetcher: name)
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
}
