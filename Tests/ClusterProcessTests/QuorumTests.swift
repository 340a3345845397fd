import TestSupport
import Testing

/// What a cluster of real processes does when its majority is gone.
@Suite struct QuorumTests {
    @Test func `without a majority writes and reads are refused in time, local reads go on`()
        async throws
    {
        let cluster = try await ProcessCluster(of: 5)
        try await cluster.put("before", at: 0)
        for place in 0..<5 { try await cluster.waitForCopy(of: "before", at: place) }
        let leader = try await cluster.leader()
        let lost = [leader, (leader + 1) % 5, (leader + 2) % 5]
        for place in lost { try await cluster[place].killHard() }
        let left = [(leader + 3) % 5, (leader + 4) % 5]
        for place in left {
            let node = cluster[place]
            try await poll("\(node.name) to miss its leader") {
                try await cluster.status(of: place)["leader"]?.string == nil
            }
            // The election time-out of the profile is half a second; the rest is for a busy machine.
            let patience = Duration.seconds(5)
            let write = try await node.admin.request(
                "PUT",
                "/v1/kv/during",
                fields: [("Authorization", "Bearer \(node.token)")],
                body: Array("http://origin.example/".utf8),
                within: patience
            )
            #expect(write.status == 503 && write.text.contains("NoQuorum"), "\(write.text)")
            let read = try await node.admin.request(
                "GET",
                "/v1/kv/before",
                fields: [("Authorization", "Bearer \(node.token)")],
                within: patience
            )
            #expect(read.status == 503 && read.text.contains("NoQuorum"), "\(read.text)")
            let local = try await node.call("GET", "/v1/kv/before?consistency=local")
            #expect(local.status == 200)
            let command = try await node.command(["kv", "put", "during", "http://o.example/"])
            #expect(command.status == .code(3), "\(command.output)")
        }
        try await cluster[lost[2]].restart()
        try await cluster.put("after", at: left[0])
    }

    @Test func `one node goes on alone when the others are lost for good`() async throws {
        let cluster = try await ProcessCluster(of: 3)
        try await cluster.put("kept", at: 0)
        for place in 0..<3 { try await cluster.waitForCopy(of: "kept", at: place) }
        for node in cluster.nodes { try await node.killHard() }
        let one = cluster[2]
        let look = try await one.command(["recover", "--data", one.dataFolder])
        #expect(look.status == .code(0) && look.output.contains("Nothing was changed"))
        let done = try await one.command([
            "recover", "--data", one.dataFolder, "--yes-i-lost-the-majority",
        ])
        #expect(done.status == .code(0), "\(done.output)")
        try await one.restart()
        #expect(try await one.call("GET", "/v1/kv/kept").status == 200)
        try await cluster.put("after", at: 2)
        // What was left behind belongs to the former cluster, and must not disturb the new one.
        cluster[1].setOptions(
            ProcessCluster.flags + ["--join", "127.0.0.1:\(one.clusterPort)"]
        )
        await #expect(throws: (any Error).self) {
            try await cluster[1].restart()
            // Ready by its old copy, perhaps: then it must not be part of the new cluster.
            let voters = try await cluster.status(of: 2)["voters"]?.array ?? []
            guard voters.count > 1 else { throw TestSupportError("it stays outside") }
        }
        try await cluster.put("still", at: 2)
    }
}
