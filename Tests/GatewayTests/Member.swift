import Fetch
@testable import Gateway
import LMDB
import Logging
import Metrics
import NIOCore
import NIOPosix
import Objects
import TestSupport

/// One gateway with a store of its own.
final class Member: Sendable {
    let name: String
    let peering: Peering
    let gateway: Gateway
    let services: GatewayServices
    private let folder: TemporaryFolder
    private let environment: Environment
    private let store: DiskStore
    private let fetch: FetchThread
    private let pools: [NIOThreadPool]

    var port: Int { gateway.address.port ?? 0 }
    var client: RawHTTPClient { RawHTTPClient(port: port) }

    /// - Parameter shared: the store that all members share; each has its own where there is none.
    init(
        _ name: String,
        _ peers: LoopbackPeers,
        origin: String,
        shared: FakeStore? = nil
    ) async throws {
        self.name = name
        folder = try TemporaryFolder()
        environment = try Environment(path: folder.path + "/index", tables: DiskStore.tables)
        store = try DiskStore(environment: environment, folder: folder.path)
        fetch = FetchThread()
        pools = (0..<2).map { _ in NIOThreadPool(numberOfThreads: 1) }
        for pool in pools { pool.start() }
        peering = Peering(
            name: name,
            streams: peers.streams(of: name),
            group: peers.group,
            keepsObjects: shared == nil
        )
        var configuration = GatewayConfiguration(
            nodeName: name,
            version: "test",
            spoolLimitBytes: 1 << 30
        )
        configuration.isOpenWithoutKeys = true
        let logger = Logger(label: name) { _ in SwiftLogNoOpLogHandler() }
        services = GatewayServices(
            configuration: configuration,
            store: store,
            mappings: try FixedMappings(origin: origin),
            access: OpenAccess(),
            buckets: NoBuckets(),
            fetch: fetch,
            blocking: pools[0],
            digests: pools[1],
            metrics: MetricsRegistry(),
            logger: logger,
            remote: try shared.map { [fetch] in try Self.remote($0, fetch, logger) },
            peering: peering
        )
        gateway = try await Gateway.start(
            services: services,
            group: peers.group,
            host: "127.0.0.1",
            port: 0
        )
        try await peers.listen(name, gateway)
    }

    private static func remote(
        _ store: FakeStore,
        _ fetch: FetchThread,
        _ logger: Logger
    ) throws -> RemoteStore {
        guard let endpoint = UpstreamEndpoint(url: store.origin.url) else {
            throw TestSupportError("no endpoint: \(store.origin.url)")
        }
        let configuration = RemoteStoreConfiguration(
            endpoint: endpoint,
            accessKey: "node",
            secretKey: "secret-of-the-node",
            region: "us-east-1"
        )
        return try RemoteStore(configuration, fetch: fetch, logger: logger)
    }

    /// Ends without a word to anybody, as a killed process does.
    func kill(_ peers: LoopbackPeers) {
        peers.drop(name)
        gateway.stop()
        fetch.shutdown()
    }

    func close() async throws {
        gateway.stop()
        fetch.shutdown()
        for pool in pools { try await pool.shutdownGracefully() }
        try store.close()
        environment.close()
    }
}
