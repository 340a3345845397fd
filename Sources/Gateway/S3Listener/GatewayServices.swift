package import Fetch
package import Logging
package import Metrics
package import NIOPosix
package import Objects

/// What the S3 listener's applications share on all event loops.
package final class GatewayServices: Sendable {
    package let configuration: GatewayConfiguration
    /// Has the objects where there is no `remote`, and the spool of fills in any case.
    let store: DiskStore
    /// The S3 store that requests pass through to.
    let remote: RemoteStore?
    let mappings: any MappingSource
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
}
