import Cluster
import Gossip
import LMDB
import NIOCore
import NIOPosix
import PeerProtocol
import Raft
import Sealing
import Synchronization
import TestSupport

/// One node's gossip on loopback, with a folder that survives its restarts.
final class GossipFixture: Sendable {
    private struct Running {
        let environment: Environment
        let transport: PeerTransport
        let loop: GossipLoop
        let group: MultiThreadedEventLoopGroup
        let port: Int
    }

    static let cluster = ClusterID(high: 0xA1, low: 0xB2)

    let name: String
    let number: UInt64
    let cluster: ClusterID?
    private let folder: TemporaryFolder
    private let running = Mutex<Running?>(nil)
    private let told = Mutex<[GossipNotice]>([])

    init(_ name: String, number: UInt64, cluster: ClusterID? = GossipFixture.cluster) throws {
        self.name = name
        self.number = number
        self.cluster = cluster
        folder = try TemporaryFolder()
    }

    /// Starts, or starts again with what is on the disk.
    ///
    /// - Parameter port: 0 for one that is free.
    func start(
        seeds: [PeerAddress] = [],
        port: Int = 0,
        keyring: Keyring? = nil,
        timing: Timing = .local,
        limits: GossipLimits = GossipLimits()
    ) async throws {
        var environmentLimits = EnvironmentLimits()
        environmentLimits.initialMapBytes = 16 << 20
        let environment = try Environment(
            path: folder.path + "/data",
            tables: [GossipStore.table],
            limits: environmentLimits
        )
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let identity = NodeIdentity(cluster: cluster ?? .none, node: NodeID(number))
        let transport = PeerTransport(
            identity: identity,
            name: name,
            group: group,
            keyring: keyring
        )
        let bound = try await transport.listen(host: "127.0.0.1", port: port)
        let metadata = GossipMetadata(
            node: NodeID(number),
            s3: "127.0.0.1:8400",
            admin: "127.0.0.1:8401",
            version: "1"
        )
        var settings = GossipSettings(
            name: name,
            advertised: PeerAddress(host: "127.0.0.1", port: bound),
            metadata: metadata,
            cluster: cluster,
            timing: timing
        )
        settings.limits = limits
        let loop = GossipLoop(
            settings: settings,
            transport: transport,
            environment: environment,
            group: group,
            keyring: keyring
        ) { [weak self] notice in self?.told.withLock { $0.append(notice) } }
        let node = Running(
            environment: environment,
            transport: transport,
            loop: loop,
            group: group,
            port: bound
        )
        running.withLock { $0 = node }
        try await loop.start(host: "127.0.0.1", port: bound, seeds: seeds)
    }

    /// Ends without a word, as a crash does.
    func kill() async throws {
        guard let node = running.withLock({ $0.take() }) else { return }
        await node.loop.stop()
        await node.transport.stop()
        node.environment.close()
        try await node.group.shutdownGracefully()
    }

    /// Tells the others, then ends.
    func leave() async throws {
        await loop?.leave()
        try await kill()
    }

    /// Holds up everything on the node's only event loop until the returned closure is called.
    func hang() -> @Sendable () -> Void {
        let gate = Monitor(false)
        running.withLock { $0?.group.next() }?.execute { gate.wait { $0 ? () : nil } }
        return { gate.update { $0 = true } }
    }

    var loop: GossipLoop? { running.withLock { $0?.loop } }
    /// Takes another ring of keys for datagrams and connections.
    func reload(_ keyring: Keyring) {
        let node = running.withLock { $0 }
        node?.loop.reload(keyring: keyring)
        node?.transport.reload(keyring: keyring)
    }

    /// Takes streams of fills.
    func serve(_ service: @escaping @Sendable (any Channel) throws -> Void) {
        running.withLock { $0 }?.transport.serve(.fill) { _, channel in try service(channel) }
    }

    var peerCounters: PeerCounters {
        running.withLock { $0 }?.transport.counters ?? PeerCounters()
    }
    var port: Int { running.withLock { $0?.port } ?? 0 }
    var address: PeerAddress { PeerAddress(host: "127.0.0.1", port: port) }
    var notices: [GossipNotice] { told.withLock { $0 } }
    var counters: GossipCounters { loop?.counters ?? GossipCounters() }

    /// Names of those in a state, as this node sees it.
    func names(_ state: MemberState = .alive) -> [String] {
        (loop?.members ?? []).filter { $0.state == state }.map(\.name)
    }

    func sees(_ name: String, _ state: MemberState) -> Bool { loop?.member(name)?.state == state }

    func incarnation(of name: String) -> UInt64 { loop?.member(name)?.incarnation ?? 0 }

    /// Nodes that know each other, the first one being the seed of all.
    static func cluster(
        of count: Int,
        keyring: Keyring? = nil,
        timing: Timing = .local
    ) async throws -> [GossipFixture] {
        let nodes = try (1...count).map { try GossipFixture("node-\($0)", number: UInt64($0)) }
        for (index, node) in nodes.enumerated() {
            let seeds = index == 0 ? [] : [nodes[0].address]
            try await node.start(seeds: seeds, keyring: keyring, timing: timing)
        }
        let names = nodes.map(\.name).sorted()
        try await poll("a complete view at all") { nodes.allSatisfy { $0.names() == names } }
        return nodes
    }

    static func stop(_ nodes: [GossipFixture]) async throws {
        for node in nodes { try await node.kill() }
    }
}
