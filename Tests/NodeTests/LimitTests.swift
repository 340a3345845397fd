import TestSupport
import Testing

@Suite struct LimitTests {
    @Test func `edge 27: beyond the fill limit new misses are told to slow down, hits go on`()
        async throws
    {
        let node = try await HeadwaterProcess.start("limited", options: ["--fill-limit", "2"])
        let mirror = try await Mirror.make(on: node)
        let gate = Gate()
        let resource = OriginResource(seed: 1, size: 1 << 20)
        mirror.serve("stored", resource)
        _ = try await mirror.get("stored")
        _ = try await mirror.hit("stored")
        var readers: [RawConnection] = []
        for key in ["a", "b"] {
            mirror.serve(key, resource.gated(at: 500_000, by: gate))
            readers.append(try await mirror.begin(key, sink: .compare(resource.body), readTo: 1000))
        }
        mirror.serve("c", resource)
        let refused = try await mirror.get("c")
        #expect(refused.status == 503 && refused.xml("Code") == "SlowDown")
        #expect(mirror.gets("c") == 0)
        #expect(try await mirror.get("stored").source == "hit")
        // A fill under way takes further readers.
        let follower = try await mirror.begin("a", sink: .compare(resource.body), readTo: 1000)
        gate.open()
        for reader in readers + [follower] {
            let answer = try await reader.readAnswer()
            #expect(answer.end == .clean && answer.firstMismatch == nil)
        }
        try await poll("room for a new fill") { try await mirror.get("c").status == 200 }
    }

    @Test func `edge 27: beyond the spool limit new misses are told to slow down`() async throws {
        let node = try await HeadwaterProcess.start("limited", options: ["--spool-limit", "2MB"])
        let mirror = try await Mirror.make(on: node)
        let gate = Gate()
        let resource = OriginResource(seed: 1, size: 4_000_000)
        mirror.serve("a", resource.gated(at: 3_000_000, by: gate))
        mirror.serve("b", resource)
        let reader = try await mirror.begin("a", sink: .compare(resource.body), readTo: 2_500_000)
        let refused = try await mirror.get("b")
        #expect(refused.status == 503 && refused.xml("Code") == "SlowDown")
        gate.open()
        let answer = try await reader.readAnswer()
        #expect(answer.firstMismatch == nil)
        try await poll("room in the spool") { try await mirror.get("b").status == 200 }
    }

    @Test(.enabled(if: SmallDisk.isPossible))
    func `edge 27: a disk that fills amid a fill: the readers get it all, and it is not stored`()
        async throws
    {
        let disk = try SmallDisk(megabytes: 100)
        let node = try await HeadwaterProcess.start("full", options: ["--data", disk.path + "/d"])
        let mirror = try await Mirror.make(on: node)
        let resource = OriginResource(seed: 1, size: 200_000_000)
        mirror.serve("large", resource)
        let answer = try await mirror.get("large", sink: .compare(resource.body))
        #expect(answer.status == 200 && answer.end == .clean && answer.firstMismatch == nil)
        #expect(answer.bodyCount == 200_000_000 && mirror.gets("large") == 1)
        try await mirror.waitForFills()
        #expect(try await node.listKeys(mirror.bucket) == [])
        // What it took is free again.
        let small = OriginResource(seed: 2, size: 5_000)
        mirror.serve("small", small)
        _ = try await mirror.get("small", sink: .compare(small.body))
        _ = try await mirror.hit("small")
    }

    @Test(.enabled(if: SmallDisk.isPossible))
    func `edge 27: on a full disk a miss is told to slow down, a small one is delivered`()
        async throws
    {
        // Less than what is kept free for the catalogue.
        let disk = try SmallDisk(megabytes: 30)
        let node = try await HeadwaterProcess.start("full", options: ["--data", disk.path + "/d"])
        let mirror = try await Mirror.make(on: node)
        let (large, small) = (
            OriginResource(seed: 1, size: 400_000), OriginResource(seed: 2, size: 5_000)
        )
        mirror.serve("large", large)
        mirror.serve("small", small)
        let refused = try await mirror.get("large", sink: .compare(large.body))
        #expect(refused.status == 503 && refused.end == .clean)
        #expect(refused["Retry-After"] == "1")
        let delivered = try await mirror.get("small", sink: .compare(small.body))
        #expect(delivered.status == 200 && delivered.firstMismatch == nil)
    }

    @Test func `edge 29: max-connections of a mapping`() async throws {
        let mirror = try await Mirror.make(["max-connections": 2])
        let gate = Gate()
        let resource = OriginResource(seed: 1, size: 100_000)
        let keys = (0..<6).map { "k\($0)" }
        for key in keys { mirror.serve(key, resource.with { $0.silenceBeforeHead = gate }) }
        try await withThrowingTaskGroup(of: RawAnswer.self) { group in
            for key in keys {
                group.addTask { try await mirror.get(key, sink: .compare(resource.body)) }
            }
            try await gate.waitForArrival(2)
            // A complete exchange of another kind: the node has had time to ask for more.
            _ = try await mirror.node.json("GET", "/v1/status")
            #expect(gate.arrivals == 2)
            #expect(mirror.origin.openConnections <= 2)
            gate.open()
            for try await answer in group {
                #expect(answer.end == .clean && answer.firstMismatch == nil)
            }
        }
    }

    @Test func `edge 29: max-bandwidth of a mapping`() async throws {
        let mirror = try await Mirror.make(["max-bandwidth": "4MB"])
        let resource = OriginResource(seed: 1, size: 6_000_000)
        mirror.serve("k", resource)
        let start = Deadline.now()
        let answer = try await mirror.get("k", sink: .compare(resource.body))
        #expect(answer.end == .clean && answer.firstMismatch == nil)
        // 1.5 s at the limit; half of a second may be given as a burst.
        #expect(Deadline.now() - start > 900_000_000)
    }
}
