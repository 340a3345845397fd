package import Fetch
package import Logging
package import Metrics
package import NIOPosix
package import Objects

/// What the S3 listener's applications share on all event loops.
package final class GatewayServices: Sendable {
    package let configuration: GatewayConfiguration
    let store: DiskStore
    let mappings: any MappingSource
    let access: any AccessSource
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
        fetch: FetchThread,
        blocking: NIOThreadPool,
        digests: NIOThreadPool,
        metrics: MetricsRegistry,
        logger: Logger
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
            logger: logger
        )
        let name = configuration.nodeName
        provenanceLines = MirrorResult.allCases.map { result in
            Array("x-headwater: \(result.text); node=\(name); fetcher=\(name)\r\n".utf8)
        }
    }

    func provenance(_ result: MirrorResult) -> [UInt8] {
        provenanceLines[result.rawValue]
    }
}
