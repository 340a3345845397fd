import Catalog
import Cluster
import LMDB
import PeerProtocol
import Raft
import TestSupport
import Testing

@Suite struct ClusterNodeTests {
    /// Writes; a machine that is busy may lose an election meanwhile.
    private func put(_ key: String, through node: ClusterNode) async throws {
        let mapping = try Mapping(origin: OriginURL("http://origin.example/\(key)"))
        let operation = MappingOperation(try MappingKey(key), .put(mapping))
        try await poll("the write of \(key)") {
            do throws(ControlPlaneError) {
                let result = try await node.loop.propose(.write([operation]), session: "put \(key)")
                if case .applied = result { return true }
                return false
            } catch {
                return false
            }
        }
    }

    private func keys(_ node: ClusterNode) throws -> [String] {
        try node.loop.mappings(prefix: [], after: nil, limit: 1_000).entries.map(\.key.text)
    }

    @Test func `six nodes join by any member: five vote, all are routed to`() async throws {
        let world = ClusterWorld()
        let first = try await world.start("a")
        for number in 0..<200 { try await put("k\(number)", through: first) }
        for (name, seed) in [("b", "a"), ("c", "b"), ("d", "a"), ("e", "c"), ("f", "b")] {
            try await world.start(name, by: seed)
        }
        let all = ["a", "b", "c", "d", "e", "f"]
        try await poll("five voters and a learner") {
            let status = try first.loop.status()
            return status.voters.count == 5 && status.learners.count == 1
                && status.view.members == all
        }
        for node in world.nodes.values {
            #expect(node.identity.cluster == first.identity.cluster)
            try await poll("the catalogue at \(node.identity.node)") {
                try keys(node).count == 200 && node.members.map(\.name) == all
            }
        }
        try await world.stopAll()
    }

    @Test func `a node is known by its disk, wherever it listens now`() async throws {
        let world = ClusterWorld()
        for (name, seed) in [("a", nil), ("b", "a"), ("c", "a")] {
            try await world.start(name, by: seed)
        }
        let names = ["a", "b", "c"]
        try await world.settle(voters: names, view: names)
        let former = try #require(world.nodes["b"])
        try await world.stop("b")
        try await put("while-away", through: try #require(world.nodes["a"]))
        // Without a seed: the catalogue on its disk tells where the others are.
        let back = try await world.start("b")
        #expect(back.identity == former.identity)
        #expect(back.address != former.address)
        try await poll("its new address everywhere") {
            world.nodes.values.allSatisfy { node in
                node.members.contains { $0.card.cluster == back.address.text }
            }
        }
        try await poll("what it missed") { try keys(back) == ["while-away"] }
        try await world.stopAll()
    }

    @Test func `a node that is about to end leaves the view and leads no more, until it stays`()
        async throws
    {
        let world = ClusterWorld()
        let alone = try await world.start("a")
        #expect(await !alone.leaveView())
        for name in ["b", "c"] { try await world.start(name, by: "a") }
        let names = ["a", "b", "c"]
        try await world.settle(voters: names, view: names)
        let found = world.nodes.first { $0.value.loop.leader == $0.value.identity.node }
        let (name, leader) = try #require(found)
        #expect(await leader.leaveView())
        let others = names.filter { $0 != name }
        try await world.settle(voters: names, view: others)
        for other in others {
            let node = try #require(world.nodes[other])
            #expect(node.isEnding(name) && !node.goneMembers.contains(name))
            #expect(try node.loop.status().leader != name)
        }
        leader.stayInView()
        try await world.settle(voters: names, view: names)
        try await world.stopAll()
    }

    @Test func `nodes that all moved find each other by one that they reach`() async throws {
        let world = ClusterWorld()
        for (name, seed) in [("a", nil), ("b", "a"), ("c", "a")] {
            try await world.start(name, by: seed)
        }
        let names = ["a", "b", "c"]
        try await world.settle(voters: names, view: names)
        try await world.stopAll()
        try await world.start("a")
        try await world.start("b", by: "a")
        try await world.start("c", by: "a")
        try await world.settle(voters: names, view: names)
        try await put("after", through: try #require(world.nodes["c"]))
        try await world.stopAll()
    }

    @Test func `a leader leaves, a dead node is removed, and neither comes back`() async throws {
        let world = ClusterWorld()
        for (name, seed) in [("a", nil), ("b", "a"), ("c", "a"), ("d", "a")] {
            try await world.start(name, by: seed)
        }
        try await world.settle(voters: ["a", "b", "c", "d"], view: ["a", "b", "c", "d"])
        let leader = try #require(try world.nodes["a"]?.loop.status().leader)
        try await poll("the leader's leaving") {
            await world.nodes[leader]?.remove(leader) == .done
        }
        #expect(world.has(leader, .removed))
        try await world.stop(leader)
        let left = ["a", "b", "c", "d"].filter { $0 != leader }
        try await world.settle(voters: left, view: left)
        let dead = try #require(left.last)
        try await world.stop(dead)
        let last = left.dropLast()
        try await poll("an answer about nobody") {
            await world.nodes[left[0]]?.remove("nobody") == .unknown
        }
        try await poll("the removal of \(dead)") {
            await world.nodes[left[0]]?.remove(dead) != nil
                && world.nodes[left[0]]?.members.map(\.name) == Array(last)
        }
        try await world.settle(voters: Array(last), view: Array(last))
        try await world.start(dead)
        try await poll("its own removal") { world.has(dead, .removed) }
        try await world.stopAll()
    }

    @Test func `leadership goes to whom it is handed`() async throws {
        let world = ClusterWorld()
        for (name, seed) in [("a", nil), ("b", "a"), ("c", "a")] {
            try await world.start(name, by: seed)
        }
        let names = ["a", "b", "c"]
        try await world.settle(voters: names, view: names)
        for target in ["b", "c", "a"] {
            // Asked of a node that need not lead.
            let asked = try #require(world.nodes["b"])
            try await poll("leadership at \(target)") {
                if try asked.loop.status().leader == target { return true }
                return await asked.transferLeadership(to: target) == .done
            }
            try await poll("the news") { try asked.loop.status().leader == target }
        }
        #expect(await world.nodes["a"]?.transferLeadership(to: "nobody") == .unknown)
        try await world.stopAll()
    }

    @Test func `a taken name and another cluster are refused in words`() async throws {
        let world = ClusterWorld()
        let first = try await world.start("a")
        try await world.start("b", by: "a")
        try await world.settle(voters: ["a", "b"], view: ["a", "b"])
        var twin = try world.settings("twin", seeds: [first.address])
        twin.name = "b"
        let failure = await #expect(throws: ClusterFailure.self) {
            try await world.start("twin", settings: twin)
        }
        #expect(failure?.description.contains("the name b belongs to the node at") == true)
        var renamed = try world.settings("b")
        renamed.name = "c"
        try await world.stop("b")
        await #expect(
            throws: ClusterFailure("--name c: the data folder is that of b; names never change")
        ) {
            try await world.start("b", settings: renamed)
        }
        try await world.stopAll()
    }

    @Test func `the only node left starts over, and the lost ones are refused`() async throws {
        let world = ClusterWorld()
        for (name, seed) in [("a", nil), ("b", "a"), ("c", "a")] {
            try await world.start(name, by: seed)
        }
        let names = ["a", "b", "c"]
        try await world.settle(voters: names, view: names)
        let former = try #require(world.nodes["a"]).identity.cluster
        try await put("kept", through: try #require(world.nodes["b"]))
        try await poll("the write at c") {
            try keys(try #require(world.nodes["c"])) == ["kept"]
        }
        try await world.stopAll()
        let recovery = try ClusterRecovery(environment: world.environment("c"))
        #expect(recovery.name == "c")
        #expect(recovery.others == ["a", "b"])
        let cluster = try recovery.carryOut(clock: 5)
        #expect(cluster != former)
        try await world.stop("c")
        let alone = try await world.start("c")
        #expect(alone.identity.cluster == cluster)
        try await world.settle(voters: ["c"], view: ["c"])
        #expect(try keys(alone) == ["kept"])
        #expect(alone.members.map(\.name) == ["c"])
        try await put("more", through: alone)
        // One of the lost nodes, with its old disk, gets in nowhere.
        let lost = try await world.start("a", by: "c")
        try await poll("the refusal") {
            lost.transport.counters.refused + alone.transport.counters.refused > 0
        }
        // With an empty one it joins, under its old name.
        try await world.stop("a")
        var fresh = try world.settings("fresh", seeds: [alone.address])
        fresh.name = "a"
        try await world.start("fresh", settings: fresh)
        try await world.settle(voters: ["a", "c"], view: ["a", "c"])
        try await world.stopAll()
    }
}
