import Catalog
import Cluster
import PeerProtocol
import Raft
import TestSupport
import Testing

@Suite struct ConsensusClusterTests {
    @Test func `three loops elect, write through every one, and hold the same`() async throws {
        let cluster = try await LoopCluster(voters: [1, 2, 3])
        _ = try await cluster.leader()
        for (number, node) in (cluster.nodes + cluster.nodes).enumerated() {
            let result = try await cluster.put("k\(number)", through: node)
            guard case .applied(let revision, 1) = result else {
                Issue.record("\(result)")
                continue
            }
            // The node that took the write has it too.
            let key = try MappingKey("k\(number)")
            #expect(try cluster.loops[node]?.mapping(key)?.revision == revision)
        }
        for node in cluster.nodes {
            try await cluster.loops[node]?.readBarrier()
            let page = try cluster.loops[node]?.mappings(prefix: [], after: nil, limit: 99)
            #expect(page?.entries.count == 6)
            #expect(try cluster.loops[node]?.status().voters == ["n1", "n2", "n3"])
        }
        try await cluster.converge()
        try await cluster.stopAll()
    }

    @Test func `the leader stops, the others go on, and it catches up when it is back`()
        async throws
    {
        let cluster = try await LoopCluster(voters: [1, 2, 3])
        let first = try await cluster.leader()
        _ = try await cluster.put("before", through: first)
        try await cluster.stop(first)
        for number in 0..<10 {
            _ = try await cluster.put("during/\(number)", through: cluster.nodes[number % 2])
        }
        #expect(try await cluster.leader() != first)
        try await cluster.start(first)
        _ = try await cluster.put("after", through: first)
        try await cluster.converge()
        let page = try cluster.loops[first]?.mappings(prefix: [], after: nil, limit: 99)
        #expect(page?.entries.count == 12)
        try await cluster.stopAll()
    }

    @Test func `without a quorum every call is answered in time, and local reads go on`()
        async throws
    {
        let cluster = try await LoopCluster(voters: [1, 2, 3])
        _ = try await cluster.put("kept", through: NodeID(1))
        try await cluster.converge()
        try await cluster.stop(NodeID(2))
        try await cluster.stop(NodeID(3))
        let loop = try #require(cluster.loops[NodeID(1)])
        let change = Command.Change.view(members: ["x"])
        try await poll("a read without a quorum") {
            do throws(ControlPlaneError) {
                try await loop.readBarrier()
                return false
            } catch {
                #expect(error == .noQuorum)
                return true
            }
        }
        await #expect(throws: ControlPlaneError.noQuorum) {
            try await loop.propose(change, session: nil)
        }
        #expect(try loop.mapping(try MappingKey("kept")) != nil)
        try await cluster.stopAll()
    }

    @Test func `a node joins by a snapshot while others write, and becomes a voter`() async throws {
        var limits = Limits()
        limits.tailEntries = 8
        limits.snapshotChunkBytes = 2_000
        let cluster = try await LoopCluster(voters: [1], waiting: [2], limits: limits)
        for number in 0..<60 { _ = try await cluster.put("k\(number)", through: NodeID(1)) }
        let leader = try #require(cluster.loops[NodeID(1)])
        #expect(await leader.change(.addLearner(NodeID(2))) == nil)
        for number in 0..<30 { _ = try await cluster.put("late\(number)", through: NodeID(1)) }
        try await poll("the promotion") {
            await leader.change(.promote(NodeID(2))) == nil
        }
        _ = try await cluster.put("last", through: NodeID(2))
        try await cluster.converge()
        #expect(try leader.status().voters == ["n1", "n2"])
        let stored = try cluster.fixtures[NodeID(2)]?.storage.restore()
        #expect(stored?.incoming == nil)
        try await cluster.stopAll()
    }

    @Test func `a retried write with a session takes effect once, whichever node is asked`()
        async throws
    {
        let cluster = try await LoopCluster(voters: [1, 2, 3])
        let mapping = Mapping(origin: try OriginURL("http://o.example"))
        let change = Command.Change.write([MappingOperation(try MappingKey("a"), .put(mapping))])
        var results: Set<CommandResult> = []
        for node in cluster.nodes + cluster.nodes {
            let loop = try #require(cluster.loops[node])
            results.insert(try await LoopCluster.propose(change, session: "S", to: loop))
        }
        #expect(results.count == 1)
        try await cluster.stopAll()
    }

    @Test func `leadership goes to the node that is named`() async throws {
        let cluster = try await LoopCluster(voters: [1, 2, 3])
        let leader = try await cluster.leader()
        _ = try await cluster.put("a", through: leader)
        let heir = try #require(cluster.nodes.first { $0 != leader })
        #expect(await cluster.loops[leader]?.transferLeadership(to: heir) == .handedOver)
        #expect(try await cluster.leader() == heir)
        try await cluster.stopAll()
    }

    @Test func `a leader whose disk does not answer steps aside, and follows when it does`()
        async throws
    {
        let cluster = try await LoopCluster(voters: [1, 2, 3])
        let first = try await cluster.leader()
        let loop = try #require(cluster.loops[first])
        let disk = HeldDisk(try #require(cluster.fixtures[first]).environment)
        await #expect(throws: ControlPlaneError.noQuorum) {
            try await loop.propose(.view(members: ["x"]), session: nil)
        }
        try await poll("the leader's standing down") { try loop.status().role != .leader }
        let others = cluster.nodes.filter { $0 != first }
        _ = try await cluster.put("meanwhile", through: others[0])
        #expect(try await others.contains(cluster.leader()))
        disk.release()
        _ = try await cluster.put("afterwards", through: first)
        try await cluster.converge()
        try await cluster.stopAll()
    }
}
