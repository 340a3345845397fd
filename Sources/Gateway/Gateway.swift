internal import Catalog
internal import Determinism
package import NIOCore
package import NIOPosix

/// The S3 side of a node: its listener, and the fills behind it.
package final class Gateway: Sendable {
    private let services: GatewayServices
    private let server: HTTPServer

    private let expiry: UploadExpiry

    private init(services: GatewayServices, server: HTTPServer, expiry: UploadExpiry) {
        self.services = services
        self.server = server
        self.expiry = expiry
    }

    /// Where the S3 listener is.
    package var address: SocketAddress { server.address }

    package var connections: Int { server.connections }

    /// Binds the S3 listener and serves.
    package static func start(
        services: GatewayServices,
        group: MultiThreadedEventLoopGroup,
        host: String,
        port: Int,
        limits: HTTPServerLimits = HTTPServerLimits(),
        security: ListenerSecurity? = nil
    ) async throws -> Gateway {
        let server = try await HTTPServer.start(
            group: group,
            host: host,
            port: port,
            limits: limits,
            security: security
        ) { context in
            S3Application(services: services, context: context)
        }
        let expiry = UploadExpiry(services, on: group.next())
        if let remote = services.remote {
            remote.prepare(buckets: try services.mappings.buckets().map(\.name))
        }
        return Gateway(services: services, server: server, expiry: expiry)
    }

    /// Fills under way, for the list of fills.
    package func fills() -> [FillStatus] {
        services.misses.table.fills.map { fill in
            FillStatus(fill, now: services.misses.now().nanoseconds)
        }
    }

    /// Takes a connection for fills that another member opened; on its event loop, before anything
    /// is read from it.
    ///
    /// What it throws ends the connection.
    package func accept(from member: String, _ channel: any Channel) throws {
        guard let peering = services.peering else {
            throw ChannelError.operationUnsupported
        }
        let session = PeerSession(member: member, services: services, peering: peering)
        try channel.pipeline.syncOperations.addHandler(session)
    }

    /// A page of what the s3 origin of a mapping has, after a key here.
    ///
    /// Throws `OriginListingError`, and what the storage throws.
    package func originPage(of mapping: [UInt8], after: [UInt8]?, limit: Int) async throws
        -> OriginPage
    {
        try await OriginLister(services: services).page(of: mapping, after: after, limit: limit)
    }

    /// What is known of the store behind this node, for the status; nil where there is none.
    package var conditionalWrites: String? { services.remote?.conditionalWrites }

    /// Why misses of a bucket could not be told from forbidden reads at the store behind this node;
    /// nil where they can, where that is not known, and where there is no such store.
    package func storeObjection(to bucket: [UInt8]) async -> String? {
        await services.remote?.objection(to: bucket)
    }

    /// Reads the file of those who vouch for the store behind this node again.
    ///
    /// The fetcher does so by itself, within a minute.
    ///
    /// - Throws: ``CertificateError``; then they stay as they were.
    package func reloadStoreAuthorities() throws(CertificateError) {
        try services.remote?.reloadAuthorities()
    }

    package var runningFills: Int { services.misses.runningCount }

    /// Reads of other members that are being answered.
    package var peerReads: Int { services.peering?.reads ?? 0 }

    package var spoolBytes: UInt64 { services.misses.spool.usedBytes }

    /// No new connections and no new fills; those under way go on.
    package func drain() async {
        services.misses.drain()
        await server.drain()
    }

    /// Ends what is still under way.
    package func stop() {
        expiry.stop()
        services.misses.cancelAll()
        services.peering?.stop()
        server.stop()
    }
}
