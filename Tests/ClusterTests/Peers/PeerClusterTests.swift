import Catalog
import Cluster
import Raft
import TestSupport
import Testing

/// Consensus over real sockets; what it decides is tested without them.
@Suite struct PeerClusterTests {
    @Test func `three nodes elect, replicate, lose one, and have it back at another port`()
        async throws
    {
        let cluster = try await LoopCluster(
            voters: [1, 2, 3],
            wiring: TCPWiring(),
            electionTimeout: .milliseconds(800)
        )
        let first = try await cluster.leader()
        for (number, node) in cluster.nodes.enumerated() {
            _ = try await cluster.put("before/\(number)", through: node)
        }
        try await cluster.stop(first)
        for (number, node) in cluster.nodes.enumerated() {
            _ = try await cluster.put("during/\(number)", through: node)
        }
        try await cluster.start(first)
        _ = try await cluster.put("after", through: first)
        try await cluster.converge()
        let page = try cluster.loops[first]?.mappings(prefix: [], after: nil, limit: 99)
        #expect(page?.entries.count == 6)
        try await cluster.stopAll()
    }

    @Test func `a snapshot goes over a connection of its own`() async throws {
        var limits = Limits()
        limits.tailEntries = 8
        let cluster = try await LoopCluster(
            voters: [1],
            waiting: [2],
            wiring: TCPWiring(),
            limits: limits,
            electionTimeout: .milliseconds(800)
        )
        for number in 0..<40 { _ = try await cluster.put("k\(number)", through: NodeID(1)) }
        let leader = try #require(cluster.loops[NodeID(1)])
        #expect(await leader.change(.addLearner(NodeID(2))) == nil)
        try await poll("the promotion") {
            await leader.change(.promote(NodeID(2))) == nil
        }
        _ = try await cluster.put("last", through: NodeID(2))
        try await cluster.converge()
        try await cluster.stopAll()
    }
}
