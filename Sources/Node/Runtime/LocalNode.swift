internal import Catalog
internal import Cluster
internal import Gateway
internal import Hashing
internal import Logging
internal import Mirroring
internal import Synchronization

/// What the admin API is told of this node, the only member for now.
final class LocalNode: AdminNode {
    let name: String
    let cluster: String
    let store: String
    private let version: String
    private let log: LogOfOne
    private let logger: Logger
    private let clusterAddress: String
    private let running = Mutex<Running?>(nil)
    private let draining = Atomic<Bool>(false)

    /// Known once the listeners are bound.
    struct Running {
        var gateway: Gateway
        var s3: String
        var admin: String
    }

    init(options: ServeOptions, log: LogOfOne, logger: Logger) {
        name = options.name
        // One node is its own cluster; its name tells it from others until clusters have an identity.
        cluster = options.name
        store = options.store.description
        version = HeadwaterVersion.text
        clusterAddress = options.advertise.description
        self.log = log
        self.logger = logger
    }

    func started(_ state: Running) {
        running.withLock { $0 = state }
    }

    func drain() {
        draining.store(true, ordering: .relaxed)
    }

    func members() async -> [MemberReport] {
        let state = running.withLock { $0 }
        return [
            MemberReport(
                name: name,
                state: .alive,
                cluster: clusterAddress,
                s3: state?.s3 ?? "",
                admin: state?.admin ?? "",
                version: version
            )
        ]
    }

    func route(path: [UInt8]) async throws -> RouteReport {
        let members = try log.view().members
        let entry = try path.withUnsafeBytes { try log.longestMatch($0) }
        let rank = FetcherRule.rank(of: path, members: members.count).map { members[$0] }
        let slash = path.firstIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? path.endIndex
        let url = try entry.map { entry in
            try OriginBase(entry.mapping.origin.text).object(key: path[slash...]).text
        }
        return RouteReport(
            path: String(decoding: path, as: UTF8.self),
            mapping: entry?.key.text,
            fetcher: rank.first,
            rank: rank,
            url: url
        )
    }

    func fills() async -> [FillReport] {
        let gateway = running.withLock { $0?.gateway }
        return (gateway?.fills() ?? []).sorted { $0.path < $1.path }.map { fill in
            FillReport(
                path: fill.path,
                source: .origin,
                fetcher: name,
                bytes: fill.bytes,
                size: fill.size,
                followers: fill.followers,
                rate: fill.rate
            )
        }
    }

    func obstacles() async -> [String] {
        if draining.load(ordering: .relaxed) { return ["the node is draining"] }
        return running.withLock { $0 == nil } ? ["the node is starting"] : []
    }

    func report(_ failure: String) {
        logger.error("admin call failed", metadata: ["error": "\(failure)"])
    }
}
