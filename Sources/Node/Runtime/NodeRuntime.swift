internal import Catalog
internal import Cluster
internal import Fetch
internal import Gateway
internal import Glibc
internal import LMDB
package import Logging
internal import Metrics
internal import NIOCore
internal import NIOPosix
internal import Objects
internal import PeerProtocol
internal import Sealing

/// One node: everything it is made of, put together, started in the order of need and ended in the
/// opposite one.
package final class NodeRuntime: Sendable {
    /// How long running answers and fills may take to end after the first SIGTERM.
    static let drainPatience: Duration = .seconds(30)
    /// The same for the admin listener, after that.
    private static let adminPatience: Duration = .seconds(1)

    private let logger: Logger
    private let group: MultiThreadedEventLoopGroup
    private let blocking: NIOThreadPool
    private let digests: NIOThreadPool
    private let environment: Environment
    private let store: DiskStore
    private let cluster: ClusterNode
    private let fetch: FetchThread
    private let gateway: Gateway
    private let peering: Peering
    private let routing: RoutingFeed
    private let admin: HTTPServer
    private let local: LocalNode
    private let certificate: ServerCertificate?
    private let storeAuthorityFile: String?
    private let keyFile: String?
    private let secrets: SecretBox

    /// The addresses that were bound.
    package let s3: String
    package let adminAddress: String
    /// Why the node must end by itself, if it must.
    package let ended: AsyncStream<String>

    /// Starts a node; when this returns, its listeners answer.
    ///
    /// - Throws: ``NodeFailure`` with the flag and the remedy where a flag is to blame.
    package init(_ options: ServeOptions, logger: Logger) async throws {
        certificate = try Self.certificate(options)
        storeAuthorityFile = options.storeAuthorityFile
        keyFile = options.clusterKeyFile
        self.logger = logger
        let folder = try DataFolder(options.data)
        let token = try Self.token(options, folder)
        let keyring = try KeyringFile.read(options.clusterKeyFile)
        secrets = SecretBox(keyring: keyring)
        let registry = MetricsRegistry()
        environment = try Self.openEnvironment(folder)
        store = try Self.openStore(environment, folder, logger)
        group = MultiThreadedEventLoopGroup(numberOfThreads: options.threads)
        let removal = AsyncStream.makeStream(of: String.self)
        ended = removal.stream
        let end: @Sendable (String) -> Void = { removal.continuation.yield($0) }
        cluster = try await Self.startCluster(
            options,
            folder,
            keyring,
            environment,
            group,
            logger,
            end
        )
        blocking = NIOThreadPool(numberOfThreads: 4)
        blocking.start()
        digests = NIOThreadPool(numberOfThreads: options.threads)
        digests.start()
        let security = certificate.map { [blocking] in
            ListenerSecurity(certificate: $0, files: blocking)
        }
        fetch = FetchThread()
        local = LocalNode(options: options, cluster: cluster, logger: logger)
        peering = Self.peering(options, cluster, group)
        routing = RoutingFeed(cluster, peering)
        let services = GatewayServices(
            configuration: try Self.configuration(options, folder, cluster.transport),
            store: store,
            mappings: CatalogMappings(cluster.loop, secrets: secrets),
            access: CatalogAccess(cluster.loop, secrets: secrets),
            buckets: CatalogBuckets(cluster.loop),
            fetch: fetch,
            blocking: blocking,
            digests: digests,
            metrics: registry,
            logger: logger,
            remote: try RemoteStore.make(options.store, folder, fetch, logger),
            peering: peering
        )
        gateway = try await Self.startGateway(services, options, group, security)
        cluster.transport.serve(.fill) { [gateway] caller, channel in
            try gateway.accept(from: caller.name, channel)
        }
        NodeMetrics.register(registry, gateway: gateway, store: store)
        let api = AdminAPI(cluster.loop, local, token, secrets, registry, options)
        admin = try await Self.named("--admin", options.admin) { [group] in
            try await Self.serve(api, options.admin, group, security)
        }
        s3 = Self.text(gateway.address)
        adminAddress = Self.text(admin.address)
        cluster.describe(s3: s3, admin: adminAddress)
        local.started(
            LocalNode.Running(gateway: gateway, routing: routing, s3: s3, admin: adminAddress)
        )
        tellReady(options)
        warnOfOutdatedSecrets()
    }

    private func tellReady(_ options: ServeOptions) {
        logger.info(
            "node is ready",
            metadata: [
                "name": "\(options.name)", "cluster": "\(cluster.address.text)", "s3": "\(s3)",
                "admin": "\(adminAddress)", "data": "\(options.data)",
                "version": "\(HeadwaterVersion.text)",
            ]
        )
    }

    /// Whether the node was asked to leave its cluster, and has.
    package var hasLeft: Bool { cluster.hasLeft }

    /// Ends the node: first others take its part, then it takes no new work, then what runs may
    /// end, then everything closes.
    package func shutDown() async {
        logger.info("node is ending")
        local.drain()
        let isOut = await local.leaveView()
        logger.info(
            "node is draining",
            metadata: ["fills": "\(gateway.runningFills)", "in-view": "\(!isOut)"]
        )
        await gateway.drain()
        let hasEnded = await Self.wait(atMost: Self.drainPatience) {
            gateway.runningFills == 0 && gateway.connections == 0 && gateway.peerReads == 0
        }
        if hasEnded {
            logger.info("node has drained")
        } else {
            logger.warning(
                "draining took too long",
                metadata: [
                    "fills": "\(gateway.runningFills)", "connections": "\(gateway.connections)",
                    "peer-reads": "\(gateway.peerReads)",
                ]
            )
        }
        // It may have been elected meanwhile.
        await cluster.handOver()
        await admin.drain()
        // Answers that are being given, such as that of a node told to leave; streams without an end
        // are cut.
        await Self.wait(atMost: Self.adminPatience) { admin.connections == 0 }
        gateway.stop()
        admin.stop()
        routing.stop()
        peering.stop()
        await cluster.stop()
        fetch.shutdown()
        do {
            try await group.shutdownGracefully()
            try await blocking.shutdownGracefully()
            try await digests.shutdownGracefully()
        } catch {
            logger.error("event loops did not end", metadata: ["error": "\(error)"])
        }
        do throws(ObjectStoreError) {
            try store.close()
        } catch {
            logger.error("store did not close cleanly", metadata: ["error": "\(error)"])
        }
        environment.close()
        logger.info("node has ended")
    }

    /// False when the condition did not come true in time.
    @discardableResult
    static func wait(atMost patience: Duration, for condition: () -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + patience
        while !condition() {
            guard ContinuousClock.now < deadline else { return false }
            do {
                try await Task.sleep(for: .milliseconds(20))
            } catch {
                return false
            }
        }
        return true
    }

    /// Reads certificates and the cluster's keys again.
    ///
    /// Whatever cannot be used leaves what was there in place, with a line in the log.
    package func reload() {
        if let certificate {
            reload("certificate") { () throws(CertificateError) in try certificate.reload() }
        }
        if storeAuthorityFile != nil {
            reload("file of the store's authorities") { [gateway] () throws(CertificateError) in
                try gateway.reloadStoreAuthorities()
            }
        }
        reloadKeys()
    }

    /// For datagrams, connections and secrets from now on.
    private func reloadKeys() {
        guard keyFile != nil else { return }
        do {
            guard let keyring = try KeyringFile.read(keyFile) else { return }
            // Before the cluster's: what a node sends must not be newer than what it opens.
            secrets.reload(keyring)
            cluster.reload(keyring: keyring)
            logger.info(
                "cluster keys were read again",
                metadata: ["keys": "\(keyring.keys.map(\.id))"]
            )
            warnOfOutdatedSecrets()
        } catch {
            logger.error("cluster keys stay as they were", metadata: ["reason": "\(error)"])
        }
    }

    /// Tells how many secrets are lost when the keys that do not seal any more are dropped.
    private func warnOfOutdatedSecrets() {
        guard keyFile != nil else { return }
        blocking.submit { [cluster, secrets, logger] _ in
            do {
                let outdated = try OutdatedSecrets(in: cluster.loop, secrets)
                guard outdated.accessKeys + outdated.mappings > 0 else { return }
                logger.warning(
                    "secrets will not open once the keys that no longer seal are dropped",
                    metadata: [
                        "access-keys": "\(outdated.accessKeys)",
                        "mappings": "\(outdated.isWhole ? "" : "at least ")\(outdated.mappings)",
                    ]
                )
            } catch {
                logger.warning("sealed secrets were not counted", metadata: ["error": "\(error)"])
            }
        }
    }

    /// For connections that come from now on.
    private func reload(_ name: String, _ read: () throws(CertificateError) -> Void) {
        do throws(CertificateError) {
            try read()
            logger.info("\(name) was read again")
        } catch {
            logger.error(
                "\(name) stays as it was",
                metadata: ["file": "\(error.file)", "reason": "\(error.reason)"]
            )
        }
    }

    // MARK: Parts

    private static func certificate(
        _ options: ServeOptions
    ) throws(NodeFailure) -> ServerCertificate? {
        guard let files = options.tls else { return nil }
        do throws(CertificateError) {
            return try ServerCertificate(
                certificateFile: files.certificateFile,
                keyFile: files.keyFile
            )
        } catch {
            throw NodeFailure(
                "--tls-certificate, --tls-key: \(error.file) \(error.reason); give a certificate "
                    + "and its key in PEM"
            )
        }
    }

    private static func configuration(
        _ options: ServeOptions,
        _ folder: DataFolder,
        _ transport: PeerTransport
    ) throws(NodeFailure) -> GatewayConfiguration {
        let diskBytes = try folder.diskBytes()
        var configuration = GatewayConfiguration(
            nodeName: options.name,
            version: HeadwaterVersion.text,
            spoolLimitBytes: options.spoolLimit?.bytes ?? diskBytes / 10,
            fillLimit: options.fillLimit
        )
        let advertised = MachineAddresses.bytes(ofHost: options.advertise.host)
        let own = MachineAddresses.all() + [advertised].compactMap { $0 }
        configuration.ownAddresses = {
            own + transport.peerHosts.compactMap { MachineAddresses.bytes(ofHost: $0) }
        }
        configuration.isOpenWithoutKeys = options.s3.isLoopback
        configuration.s3Domain = options.s3Domain.map { Array($0.lowercased().utf8) }
        return configuration
    }

    private static func token(
        _ options: ServeOptions,
        _ folder: DataFolder
    ) throws(NodeFailure) -> String {
        switch options.adminToken {
        case .given(let token):
            guard token.utf8.count >= 16 else {
                throw NodeFailure("HEADWATER_ADMIN_TOKEN: must have at least 16 characters")
            }
            return token
        case .file: return try folder.adminToken(file: options.adminTokenFile)
        }
    }

    private static func openEnvironment(_ folder: DataFolder) throws(NodeFailure) -> Environment {
        let path = folder.path + "/state.lmdb"
        do throws(LMDBError) {
            return try Environment(path: path, tables: ClusterNode.tableNames + DiskStore.tables)
        } catch {
            throw NodeFailure("--data \(folder.path): \(path) cannot be opened: \(error)")
        }
    }

    private static func peering(
        _ options: ServeOptions,
        _ cluster: ClusterNode,
        _ group: MultiThreadedEventLoopGroup
    ) -> Peering {
        var keepsObjects = false
        if case .disk = options.store { keepsObjects = true }
        return Peering(
            name: options.name,
            streams: ClusterStreams(cluster: cluster),
            group: group,
            keepsObjects: keepsObjects
        )
    }

    private static func startGateway(
        _ services: GatewayServices,
        _ options: ServeOptions,
        _ group: MultiThreadedEventLoopGroup,
        _ security: ListenerSecurity?
    ) async throws -> Gateway {
        try await named("--s3", options.s3) {
            try await Gateway.start(
                services: services,
                group: group,
                host: options.s3.host,
                port: options.s3.port,
                security: security
            )
        }
    }

    private static func startCluster(
        _ options: ServeOptions,
        _ folder: DataFolder,
        _ keyring: Keyring?,
        _ environment: Environment,
        _ group: MultiThreadedEventLoopGroup,
        _ logger: Logger,
        _ end: @escaping @Sendable (String) -> Void
    ) async throws -> ClusterNode {
        do {
            return try await ClusterNode.start(
                settings: ClusterSettings(options, folder: folder.path, keyring: keyring),
                environment: environment,
                group: group
            ) { event in
                ClusterLog.write(event, to: logger)
                switch event {
                case .removed:
                    end(
                        "the node was removed from its cluster; to join again, start it with an "
                            + "empty --data"
                    )
                case .failed(let reason): end("consensus ended: \(reason)")
                case .joinDelayed, .joined, .leader, .storage, .member, .gossip, .changing,
                    .handOverFailed:
                    break
                }
            }
        } catch let failure as ClusterFailure {
            throw NodeFailure(failure.description)
        } catch let error as RaftStorageError {
            throw NodeFailure("--data \(folder.path): \(error)")
        } catch let error as IOError {
            throw NodeFailure(
                "--cluster \(options.cluster): cannot listen there: \(error); choose another address "
                    + "or end what uses it"
            )
        }
    }

    private static func openStore(
        _ environment: Environment,
        _ folder: DataFolder,
        _ logger: Logger
    ) throws(NodeFailure) -> DiskStore {
        do throws(ObjectStoreError) {
            return try DiskStore(environment: environment, folder: folder.path) { report in
                logger.info(
                    "store swept",
                    metadata: [
                        "spools-removed": "\(report.spoolFilesRemoved)",
                        "orphans-removed": "\(report.orphansRemoved)",
                    ]
                )
            }
        } catch {
            throw NodeFailure("--data \(folder.path): the store cannot be opened: \(error)")
        }
    }

    private static func serve(
        _ api: AdminAPI,
        _ address: ListenAddress,
        _ group: MultiThreadedEventLoopGroup,
        _ security: ListenerSecurity?
    ) async throws -> HTTPServer {
        try await HTTPServer.start(
            group: group,
            host: address.host,
            port: address.port,
            limits: HTTPServerLimits(),
            security: security
        ) { context in
            AdminApplication(api: api, context: context)
        }
    }

    private static func named<Value: Sendable>(
        _ flag: String,
        _ address: ListenAddress,
        _ bind: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await bind()
        } catch {
            throw NodeFailure(
                "\(flag) \(address): cannot listen there: \(error); choose another address or end "
                    + "what uses it"
            )
        }
    }

    private static func text(_ address: SocketAddress) -> String {
        ListenAddress(host: address.ipAddress ?? "", port: address.port ?? 0).description
    }
}
