import Glibc
import TestSupport
import Testing

/// One node whose disk fills or fails: it steps aside or ends and says why, the others go on, and
/// nothing that was acknowledged is lost.
@Suite struct DiskFailureTests {
    /// Writes until the disk takes nothing more.
    private func fill(_ path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        var piece = 1 << 20
        let zeros = [UInt8](repeating: 0, count: piece)
        while piece > 0 {
            let count = zeros.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, piece) }
            if count <= 0 { piece /= 2 }
        }
    }

    private func obstacles(of node: HeadwaterProcess) async throws -> String {
        let answer = try await node.admin.request("GET", "/v1/ready")
        return answer.status == 200 ? "" : answer.text
    }

    /// Writes mappings at a node of the majority, so that every disk has something to take.
    private func write(_ name: String, _ count: Int, _ cluster: ProcessCluster, at place: Int)
        async throws
    {
        for number in 0..<count { try await cluster.put("\(name)-\(number)", at: place) }
    }

    @Test(.enabled(if: SmallDisk.isPossible), arguments: [false, true])
    func `a node whose disk is full steps aside, says so, and heals`(isLeader: Bool) async throws {
        let disks = try (0..<3).map { _ in try SmallDisk(megabytes: 64) }
        let cluster = try await ProcessCluster(of: 3) { ["--data", disks[$0].path + "/d"] }
        try await write("before", 3, cluster, at: 0)
        let leader = try await cluster.leader()
        let full = isLeader ? leader : (leader + 1) % 3
        let other = (leader + 2) % 3
        fill(disks[full].path + "/filler")
        // Until its file has no free page left; the others acknowledge meanwhile.
        try await poll("the full node to say so") {
            try await cluster.put("during", at: other)
            return try await obstacles(of: cluster[full]).contains("disk")
        }
        try await write("during", 3, cluster, at: other)
        #expect(cluster[full].isRunning)
        try await poll("the log to say so") {
            cluster[full].log.contains("the disk takes nothing")
        }
        let now = try await cluster.status(of: other)["leader"]?.string
        #expect(now != cluster[full].name)
        let refused = try await cluster[full].call(
            "PUT",
            "/v1/kv/refused",
            body: .object(["origin": "http://origin.example/"])
        )
        #expect(refused.status >= 500, "\(refused.text)")
        let local = try await cluster[full].call("GET", "/v1/kv/before-0?consistency=local")
        #expect(local.status == 200)
        unlink(disks[full].path + "/filler")
        try await poll("the node to heal") { try await obstacles(of: cluster[full]) == "" }
        try await cluster.waitForCopy(of: "during-2", at: full)
        try await poll("the log to say so") {
            cluster[full].log.contains("the disk takes writes again")
        }
        try await cluster.put("after", at: full)
    }

    @Test(.enabled(if: FailingDisk.isPossible), arguments: [("writes", false), ("syncs", true)])
    func `a node whose disk fails ends with the reason, and comes back whole`(
        kind: String,
        isLeader: Bool
    ) async throws {
        var disks: [FailingDisk] = []
        for _ in 0..<3 { disks.append(try await FailingDisk()) }
        let cluster = try await ProcessCluster(
            of: 3,
            environment: { [disks] in
                disks[$0].environment
            }
        )
        try await write("before", 3, cluster, at: 0)
        let leader = try await cluster.leader()
        let failing = isLeader ? leader : (leader + 1) % 3
        let other = (leader + 2) % 3
        try disks[failing].fail(try #require(FailingDisk.Failure(rawValue: kind)))
        try await write("during", 3, cluster, at: other)
        #expect(try await cluster[failing].waitForExit() == .code(1))
        #expect(cluster[failing].log.contains("consensus ended"))
        try await write("without", 3, cluster, at: other)
        disks[failing].work()
        try await cluster[failing].restart()
        for key in ["before-2", "during-2", "without-2"] {
            try await cluster.waitForCopy(of: key, at: failing)
        }
        try await cluster.put("after", at: failing)
    }

    @Test(.enabled(if: FailingDisk.isPossible), arguments: ["writes", "syncs"])
    func `a lone node whose disk fails acknowledges nothing more`(kind: String) async throws {
        let disk = try await FailingDisk()
        let node = try await HeadwaterProcess.start(
            "alone",
            options: ProcessCluster.flags,
            environment: disk.environment
        )
        try await node.kvPut("before", origin: "http://origin.example/")
        try disk.fail(try #require(FailingDisk.Failure(rawValue: kind)))
        let answer = try? await node.call(
            "PUT",
            "/v1/kv/during",
            body: .object(["origin": "http://origin.example/"])
        )
        #expect(answer?.status != 200)
        #expect(try await node.waitForExit() == .code(1))
        #expect(node.log.contains("consensus ended"))
        disk.work()
        try await node.restart()
        #expect(try await node.kvGet("before") != nil)
        try await node.kvPut("after", origin: "http://origin.example/")
    }
}
