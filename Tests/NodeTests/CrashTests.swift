import Glibc
import Synchronization
import TestSupport
import Testing

/// A node that is killed or told to stop, a node of its own for each test.
@Suite(.serialized) struct CrashTests {
    @Test func `edge 28: what a crash left over is swept at the start`() async throws {
        let node = try await HeadwaterProcess.start("killed")
        let mirror = try await Mirror.make(on: node)
        let before = Set(TextFile.list(node.dataFolder))
        let gate = Gate()
        let resource = OriginResource(seed: 1, size: 4 << 20)
        mirror.serve("k", resource.gated(at: 2 << 20, by: gate))
        _ = try await mirror.begin("k", sink: .discard, readTo: 1 << 20)
        let upload = try await RawConnection.open(port: node.s3.port)
        try await upload.send(
            "PUT /\(mirror.bucket)/put HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n"
        )
        try await upload.send(resource.body.bytes())
        try await poll("a file of the fill") {
            !Set(TextFile.list(node.dataFolder)).subtracting(before).isEmpty
        }
        try await node.killHard()
        try await node.restart()
        try await poll("the sweep") {
            Set(TextFile.list(node.dataFolder)).subtracting(before).isEmpty
        }
        #expect(try await node.listKeys(mirror.bucket) == [])
        gate.open()
        mirror.serve("k", resource)
        let answer = try await mirror.get("k", sink: .compare(resource.body))
        #expect(answer.end == .clean && answer.firstMismatch == nil)
    }

    @Test func `edge 31: kill -9 at any moment loses nothing acknowledged and leaves nothing half`()
        async throws
    {
        let rounds = TestScale.count("HEADWATER_KILL_ROUNDS", 3, full: 50)
        let node = try await HeadwaterProcess.start("killed")
        let mirror = try await Mirror.make(on: node)
        let workload = KillWorkload(mirror: mirror)
        for round in 0..<rounds {
            try await workload.run(round: round)
            try await node.restart()
            try await workload.check(round: round)
            try await mirror.waitForFills()
        }
    }

    @Test func `a mapping that was acknowledged is there after kill -9`() async throws {
        let node = try await HeadwaterProcess.start("killed")
        for number in 0..<20 {
            try await node.kvPut("bucket-\(number)", origin: "http://127.0.0.1:9/\(number)")
        }
        try await node.killHard()
        try await node.restart()
        for number in 0..<20 {
            let value = try await node.kvGet("bucket-\(number)")?["value"]
            #expect(value?["origin"]?.string == "http://127.0.0.1:9/\(number)")
        }
    }

    @Test func `SIGTERM lets running fills end, takes no new ones, and exits with 0`() async throws
    {
        let node = try await HeadwaterProcess.start("drained")
        let mirror = try await Mirror.make(on: node)
        let gate = Gate()
        let resource = OriginResource(seed: 1, size: 4 << 20)
        mirror.serve("k", resource.gated(at: 2 << 20, by: gate))
        let reader = try await mirror.begin("k", sink: .compare(resource.body), readTo: 1 << 20)
        try await gate.waitForArrival()
        node.send(SIGTERM)
        try await poll("the node to be no longer ready") {
            let answer = try? await node.admin.request("GET", "/v1/ready", within: .seconds(5))
            return answer?.status != 200
        }
        #expect(node.isRunning)
        mirror.serve("new", resource)
        let refused = try? await mirror.get("new", within: .seconds(5))
        #expect(refused?.status != 200 && mirror.gets("new") == 0)
        gate.open()
        let answer = try await reader.readAnswer()
        #expect(answer.end == .clean && answer.firstMismatch == nil)
        #expect(try await node.waitForExit() == .code(0))
        try await node.restart()
        #expect(try await mirror.get("k").source == "hit")
    }

    @Test func `a second SIGTERM ends at once`() async throws {
        let node = try await HeadwaterProcess.start("drained")
        let mirror = try await Mirror.make(on: node)
        let gate = Gate()
        mirror.serve("k", OriginResource(seed: 1, size: 4 << 20).gated(at: 2 << 20, by: gate))
        _ = try await mirror.begin("k", sink: .discard, readTo: 1 << 20)
        try await gate.waitForArrival()
        node.send(SIGTERM)
        try await poll("the node to be no longer ready") {
            let answer = try? await node.admin.request("GET", "/v1/ready", within: .seconds(5))
            return answer?.status != 200
        }
        #expect(node.isRunning)
        node.send(SIGTERM)
        _ = try await node.waitForExit(within: .seconds(10))
        gate.open()
    }
}
