import Catalog
import Cluster
import LMDB
import PeerProtocol
import Raft
import TestSupport
import Testing

/// Several consensus loops in one process, each with a disk of its own.
final class LoopCluster {
    private let wiring: any LoopWiring
    private let limits: Limits
    private let electionTimeout: Duration
    private(set) var fixtures: [NodeID: StorageFixture] = [:]
    private(set) var loops: [NodeID: ConsensusLoop] = [:]

    /// - Parameters:
    ///   - voters: the founding members.
    ///   - waiting: further nodes, which wait to be added.
    init(
        voters: [UInt64],
        waiting: [UInt64] = [],
        wiring: any LoopWiring = LocalNetwork(),
        limits: Limits = Limits(),
        electionTimeout: Duration = .milliseconds(400)
    ) async throws {
        self.wiring = wiring
        self.limits = limits
        self.electionTimeout = electionTimeout
        let founders = voters.map { NodeID($0) }
        for node in founders {
            fixtures[node] = try StorageFixture(node: node, voters: founders, limits: limits)
        }
        for node in waiting.map({ NodeID($0) }) {
            fixtures[node] = try StorageFixture(node: node, voters: nil, limits: limits)
        }
        for node in fixtures.keys.sorted() { try await start(node) }
    }

    var nodes: [NodeID] { loops.keys.sorted() }

    func start(_ node: NodeID) async throws {
        let fixture = try #require(fixtures[node])
        let settings = ConsensusSettings(
            node: node,
            electionTimeout: electionTimeout,
            heartbeatInterval: electionTimeout / 8,
            limits: limits,
            folder: fixture.folder.path,
            name: { "\($0)" },
            clock: { 1_000 }
        )
        let loop = try ConsensusLoop(
            settings: settings,
            storage: fixture.storage,
            transport: try await wiring.transport(for: fixture.identity)
        )
        loops[node] = loop
        await wiring.connect(node, loop)
    }

    /// Ends a node's loop and closes its disk, and opens that again for the next start.
    func stop(_ node: NodeID) async throws {
        await wiring.connect(node, nil)
        loops.removeValue(forKey: node)?.close()
        try fixtures[node]?.reopen()
    }

    func stopAll() async throws {
        for node in nodes { try await stop(node) }
        for fixture in fixtures.values { fixture.environment.close() }
    }

    /// The node that leads, by its own words and with a quorum behind it.
    func leader() async throws -> NodeID {
        try await poll(
            "a leader",
            for: {
                for (node, loop) in self.loops where try loop.status().role == .leader {
                    do {
                        try await loop.readBarrier()
                        return node
                    } catch {
                        continue
                    }
                }
                return nil
            }
        )
    }

    /// Writes through a node, again and again until it succeeds.
    func put(_ key: String, through node: NodeID) async throws -> CommandResult {
        let loop = try #require(loops[node])
        let mapping = Mapping(origin: try OriginURL("http://o.example/\(key)"))
        let change = Command.Change.write([MappingOperation(try MappingKey(key), .put(mapping))])
        return try await Self.propose(change, session: "session of \(key)", to: loop)
    }

    /// Proposes again and again until there is a quorum.
    static func propose(
        _ change: Command.Change,
        session: String,
        to loop: ConsensusLoop
    ) async throws -> CommandResult {
        try await poll(
            "a write with a quorum",
            for: {
                do throws(ControlPlaneError) {
                    return try await loop.propose(change, session: session)
                } catch .noQuorum {
                    return nil
                }
            }
        )
    }

    func converge() async throws {
        try await poll("equal catalogues") {
            let states = try self.nodes.compactMap { self.fixtures[$0]?.storage }
                .map { try StorageFixture.contents($0) }
            return states.allSatisfy { $0 == states[0] }
        }
    }
}
