import TestSupport
import Testing

/// The life of a cluster of real processes, by the commands that operators use.
@Suite struct ClusterLifeTests {
    private func names(_ json: JSONValue?) -> [String] {
        (json?.array ?? []).compactMap { $0.string ?? $0["name"]?.string }
    }

    @Test func `five nodes join, all vote, and each answers for the whole cluster`() async throws {
        let cluster = try await ProcessCluster(of: 5)
        for node in cluster.nodes {
            let listed = try await node.command(["members", "--json"])
            #expect(listed.status == .code(0))
            let members = try JSONValue(parsing: Array(listed.output.utf8))["items"]
            #expect(names(members) == ["n1", "n2", "n3", "n4", "n5"])
            let said = try await node.command(["status", "--json"])
            #expect(said.status == .code(0))
            let status = try JSONValue(parsing: Array(said.output.utf8))
            #expect(names(status["voters"]) == ["n1", "n2", "n3", "n4", "n5"])
        }
        for (place, node) in cluster.nodes.enumerated() {
            let put = try await node.command(["kv", "put", "b-\(place)", "http://o.example/"])
            #expect(put.status == .code(0), "\(put.output)")
        }
        for node in cluster.nodes {
            let list = try await node.command(["kv", "list", "--json"])
            for place in 0..<5 { #expect(list.output.contains("\"b-\(place)\"")) }
        }
    }

    @Test func `leadership is handed to the node that is named`() async throws {
        let cluster = try await ProcessCluster(of: 3)
        let leader = try await cluster.leader()
        let target = (leader + 1) % 3
        let asked = (leader + 2) % 3
        let result = try await cluster[asked].command([
            "transfer-leadership", cluster[target].name,
        ])
        #expect(result.status == .code(0), "\(result.output)")
        #expect(try await cluster.leader() == target)
    }

    @Test func `a node that leaves is gone, ends well, and the others go on`() async throws {
        let cluster = try await ProcessCluster(of: 4)
        let result = try await cluster[3].command(["leave"])
        #expect(result.status == .code(0), "\(result.output)")
        #expect(try await cluster[3].waitForExit() == .code(0))
        try await cluster.waitForVoters(3)
        let listed = try await cluster[0].command(["members", "--json"])
        let members = try JSONValue(parsing: Array(listed.output.utf8))["items"]
        #expect(names(members) == ["n1", "n2", "n3"])
        try await cluster.put("after", at: 1)
    }

    @Test func `a lost node is removed, and refused when it comes back`() async throws {
        let cluster = try await ProcessCluster(of: 4)
        try await cluster[3].killHard()
        _ = try await cluster.leader()
        let result = try await cluster[0].command(["remove", "n4"])
        #expect(result.status == .code(0), "\(result.output)")
        try await cluster.waitForVoters(3)
        do {
            try await cluster[3].restart()
        } catch {
            // It may end before it was ready.
            #expect(!cluster[3].isRunning)
        }
        #expect(try await cluster[3].waitForExit() != .code(0))
        #expect(cluster[3].log.contains("removed"))
        let unknown = try await cluster[0].command(["remove", "nobody"])
        #expect(unknown.status == .code(1))
    }

    @Test func `a node that comes back at another address is found there`() async throws {
        let cluster = try await ProcessCluster(of: 3)
        let leader = try await cluster.leader()
        let moved = (leader + 1) % 3
        try await cluster[moved].killHard()
        try await cluster.put("meanwhile", at: leader)
        let port = try FreePorts.take()
        cluster[moved].setOptions(ProcessCluster.flags + ["--cluster", "127.0.0.1:\(port)"])
        try await cluster[moved].restart()
        try await cluster.waitForCopy(of: "meanwhile", at: moved)
        try await poll("its new address at the leader") {
            let listed = try await cluster[leader].json("GET", "/v1/members")
            return listed["items"]?.array?.contains {
                $0["name"]?.string == cluster[moved].name
                    && $0["cluster"]?.string == "127.0.0.1:\(port)"
            } == true
        }
        try await cluster.put("after", at: moved)
    }

    @Test func `all nodes come back at other addresses at once`() async throws {
        let cluster = try await ProcessCluster(of: 3)
        try await cluster.put("before", at: 0)
        for node in cluster.nodes { try await node.killHard() }
        let ports = try cluster.nodes.map { _ in try FreePorts.take() }
        for (place, node) in cluster.nodes.enumerated() {
            let seeds = ports.flatMap { ["--join", "127.0.0.1:\($0)"] }
            node.setOptions(
                ProcessCluster.flags + seeds + ["--cluster", "127.0.0.1:\(ports[place])"]
            )
            try await node.restart()
        }
        try await cluster.put("after", at: 2)
        for place in 0..<3 { try await cluster.waitForCopy(of: "before", at: place) }
    }

    @Test func `a node that has a cluster stays in it, whatever it is told to join`() async throws {
        let one = try await ProcessCluster(of: 1)
        let other = try await ProcessCluster(of: 1)
        let port = one[0].clusterPort
        try await other[0].killHard()
        other[0].setOptions(ProcessCluster.flags + ["--join", "127.0.0.1:\(port)"])
        try await other[0].restart()
        let ids = [
            try await one.status(of: 0)["cluster"]?.string,
            try await other.status(of: 0)["cluster"]?.string,
        ]
        #expect(ids[0] != nil && ids[1] != nil && ids[0] != ids[1])
        #expect(names(try await one.status(of: 0)["voters"]) == ["n1"])
    }

    @Test func `a name that is taken is refused with what to do`() async throws {
        let cluster = try await ProcessCluster(of: 1)
        let port = cluster[0].clusterPort
        await #expect(throws: (any Error).self) {
            _ = try await HeadwaterProcess.start(
                "n1",
                options: ProcessCluster.flags + ["--join", "127.0.0.1:\(port)"]
            )
        }
        try await cluster.put("after", at: 0)
    }
}
