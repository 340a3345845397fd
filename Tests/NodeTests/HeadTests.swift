import TestSupport
import Testing

@Suite struct HeadTests {
    @Test func `edge 5: a HEAD is answered at once and begins a fill`() async throws {
        let mirror = try await Mirror.make()
        let gate = Gate()
        let resource = OriginResource(seed: 1, size: 500_000)
        mirror.origin.serve(
            Mirror.path("k"),
            head: { resource.answer(to: $0) },
            get: { resource.with { $0.silenceBeforeHead = gate }.answer(to: $0) }
        )
        let head = try await mirror.head("k")
        #expect(head.status == 200 && head.contentLength == 500_000 && head.bodyCount == 0)
        try await gate.waitForArrival()
        gate.open()
        #expect(try await mirror.hit("k").body == resource.body.bytes())
        #expect(mirror.heads("k") == 1 && mirror.gets("k") == 1)
    }

    @Test func `edge 5: any number of HEADs are one origin HEAD and one origin GET`() async throws {
        let mirror = try await Mirror.make()
        let gate = Gate()
        let resource = OriginResource(seed: 2, size: 100_000)
        let count = TestScale.pick(200, full: 1000)
        mirror.origin.serve(
            Mirror.path("k"),
            head: { resource.with { $0.silenceBeforeHead = gate }.answer(to: $0) },
            get: { resource.answer(to: $0) }
        )
        try await withThrowingTaskGroup(of: RawAnswer.self) { group in
            for _ in 0..<count { group.addTask { try await mirror.head("k") } }
            try await gate.waitForArrival()
            gate.open()
            for try await answer in group {
                #expect(answer.status == 200 && answer.contentLength == 100_000)
            }
        }
        _ = try await mirror.hit("k")
        #expect(mirror.heads("k") == 1 && mirror.gets("k") == 1)
    }

    @Test func `edge 5: HEADs that go on while the object is mirrored ask nothing again`()
        async throws
    {
        let mirror = try await Mirror.make()
        for turn in 0..<60 {
            let key = "k\(turn)"
            mirror.serve(key, OriginResource(seed: 4, size: 5_000))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        for _ in 0..<6 {
                            let status = try await mirror.head(key).status
                            #expect(status == 200)
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await mirror.waitForFills()
            #expect(mirror.heads(key) == 1 && mirror.gets(key) == 1, "\(mirror.heads(key)) HEADs")
        }
    }

    @Test(arguments: [403, 405, 501])
    func `edge 5: a refused HEAD is asked again as a GET of one byte`(status: Int) async throws {
        let mirror = try await Mirror.make(["on-head": "ask"])
        mirror.serve("k", OriginResource(seed: 3, size: 70_000).with { $0.headRefusal = status })
        let head = try await mirror.head("k")
        #expect(head.status == 200 && head.contentLength == 70_000)
        let requests = mirror.requests("k")
        #expect(requests.map(\.method) == ["HEAD", "GET"])
        #expect(requests.last?["Range"] == "bytes=0-0")
    }

    @Test func `edge 5: on-head ask does not fill`() async throws {
        let mirror = try await Mirror.make(["on-head": "ask"])
        mirror.serve("k", OriginResource(seed: 3, size: 1000))
        #expect(try await mirror.head("k").contentLength == 1000)
        try await mirror.waitForFills()
        #expect(mirror.gets("k") == 0 && mirror.heads("k") == 1)
    }

    @Test func `edge 5: a HEAD of what is nowhere is a 404 without a body`() async throws {
        let mirror = try await Mirror.make()
        let head = try await mirror.head("k")
        #expect(head.status == 404 && head.bodyCount == 0)
        #expect(mirror.gets("k") == 0)
    }

    @Test func `edge 6: a HEAD that found nothing does not hide a PUT`() async throws {
        let mirror = try await Mirror.make()
        #expect(try await mirror.head("k").status == 404)
        #expect(try await mirror.put("k", Array("put".utf8)).status == 200)
        #expect(try await mirror.get("k").text == "put")
        #expect(try await mirror.head("k").status == 200)
    }

    @Test func `edge 6: a HEAD that found nothing does not hide a new mapping`() async throws {
        let mirror = try await Mirror.make(["negative-ttl": "1h"])
        #expect(try await mirror.head("k").status == 404)
        mirror.serve("k", OriginResource(.text("now there")))
        #expect(try await mirror.get("k").status == 404)
        try await mirror.map(["negative-ttl": "2h"])
        #expect(try await mirror.get("k").text == "now there")
    }
}
