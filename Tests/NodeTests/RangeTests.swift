import TestSupport
import Testing

@Suite struct RangeTests {
    private static let mebibyte: UInt64 = 1 << 20

    @Test func `edge 7: a range near the front of a fill rides it, a far one is fetched`()
        async throws
    {
        let mirror = try await Mirror.make()
        let gate = Gate()
        let resource = OriginResource(seed: 1, size: 64 * Self.mebibyte)
        mirror.serve("k", resource.gated(at: 2 * Self.mebibyte, by: gate))
        let whole = try await mirror.begin(
            "k",
            sink: .compare(resource.body),
            readTo: Self.mebibyte
        )
        try await gate.waitForArrival()

        let far = 50 * Self.mebibyte
        let answer = try await mirror.get(
            "k",
            fields: [("Range", "bytes=\(far)-\(far + 999)")],
            sink: .compare(resource.body, from: far)
        )
        #expect(answer.status == 206 && answer.bodyCount == 1000 && answer.firstMismatch == nil)
        #expect(answer["Content-Range"] == "bytes \(far)-\(far + 999)/\(64 * Self.mebibyte)")
        #expect(mirror.gets("k") == 2)

        let near = 3 * Self.mebibyte
        let rider = try await RawConnection.open(port: mirror.node.s3.port)
        rider.expectAnswer(sink: .compare(resource.body, from: near))
        try await rider.send(
            RawHTTPClient.bytes(
                "GET",
                "/\(mirror.bucket)/k",
                port: mirror.node.s3.port,
                fields: [("Range", "bytes=\(near)-\(near + 99)")]
            )
        )
        // A complete exchange after the rider's request: the node has had it by then.
        #expect(try await mirror.head("k").status == 200)
        gate.open()
        let ridden = try await rider.readAnswer()
        #expect(ridden.status == 206 && ridden.bodyCount == 100 && ridden.firstMismatch == nil)
        let all = try await whole.readAnswer()
        #expect(all.end == .clean && all.firstMismatch == nil)
        #expect(mirror.gets("k") == 2)
    }

    @Test
    func `edge 7: a range of a missing object comes at once, and one fill of the whole begins`()
        async throws
    {
        let mirror = try await Mirror.make()
        let gate = Gate()
        let resource = OriginResource(seed: 2, size: 32 * Self.mebibyte)
        // Whoever waited for the whole would wait for the gate.
        mirror.serve("k", resource.gated(at: Self.mebibyte, by: gate))
        let from = 20 * Self.mebibyte
        let answer = try await mirror.get(
            "k",
            fields: [("Range", "bytes=\(from)-\(from + 9)")],
            sink: .compare(resource.body, from: from)
        )
        #expect(answer.status == 206 && answer.bodyCount == 10 && answer.firstMismatch == nil)
        try await gate.waitForArrival()
        gate.open()
        let hit = try await mirror.hit("k", fields: [("Range", "bytes=0-4")])
        #expect(hit.status == 206 && hit.body == resource.body.bytes(0..<5))
        let whole = mirror.requests("k").filter { $0["Range"] == nil && $0.method == "GET" }
        #expect(whole.count == 1)
    }

    @Test func `edge 8: an origin that ignores Range: the range is cut out`() async throws {
        let mirror = try await Mirror.make()
        let resource = OriginResource(seed: 3, size: 20 * Self.mebibyte).with {
            $0.honoursRange = false
        }
        mirror.serve("k", resource)
        let from = 15 * Self.mebibyte
        let answer = try await mirror.get(
            "k",
            fields: [("Range", "bytes=\(from)-\(from + 99)")],
            sink: .compare(resource.body, from: from)
        )
        #expect(answer.status == 206 && answer.bodyCount == 100 && answer.firstMismatch == nil)
        #expect(try await mirror.hit("k", fields: [("Range", "bytes=-5")]).status == 206)
    }

    @Test func `edge 25: a range refused after its fill was fenced is read from another`()
        async throws
    {
        let mirror = try await Mirror.make()
        let (whole, part) = (Gate(), Gate())
        let resource = OriginResource(seed: 6, size: 20 * Self.mebibyte)
        mirror.origin.serve(
            Mirror.path("k"),
            head: { resource.answer(to: $0) },
            get: { request in
                guard request["Range"] != nil else {
                    return resource.gated(at: Self.mebibyte, by: whole).answer(to: request)
                }
                var refusal = OriginAnswer.status(403)
                refusal.silenceBeforeHead = part
                return refusal
            }
        )
        let first = try await mirror.begin("k", sink: .discard, readTo: 1000)
        try await whole.waitForArrival()
        let from = 15 * Self.mebibyte
        async let rest = mirror.get("k", fields: [("Range", "bytes=\(from)-\(from + 9)")])
        try await part.waitForArrival()
        #expect(try await mirror.node.delete("\(mirror.bucket)/k").status == 204)
        part.open()
        whole.open()
        let answer = try await rest
        #expect(answer.status == 206)
        #expect(answer.body == resource.body.bytes(from..<from + 10))
        first.reset()
    }

    @Test func `edge 8: a part that comes unasked is never stored as the whole`() async throws {
        let mirror = try await Mirror.make()
        let resource = OriginResource(seed: 4, size: 10_000)
        mirror.serve(
            "k",
            inTurn: Array(repeating: Self.part(of: resource), count: 12)
                + [{ resource.answer(to: $0) }]
        )
        let answer = try await mirror.get("k")
        #expect(answer.status >= 500 || answer.end.isBroken)
        #expect(try await mirror.node.listKeys(mirror.bucket) == [])
        mirror.serve("k", resource)
        #expect(try await mirror.hit("k").body == resource.body.bytes())
    }

    @Test(arguments: [
        ("bytes=abc", 200, 0..<1000), ("bytes=5-2", 200, 0..<1000), ("items=0-1", 200, 0..<1000),
        ("bytes=0-1,3-4", 200, 0..<1000), ("bytes=0-", 206, 0..<1000),
        ("bytes=-10", 206, 990..<1000),
        ("bytes=-5000", 206, 0..<1000), ("bytes=999-", 206, 999..<1000), ("bytes=7-7", 206, 7..<8),
        ("bytes=10-99999999999999999999", 206, 10..<1000),
    ])
    func `edge 9: ranges of a miss and of a hit`(
        range: String,
        status: Int,
        expected: Range<Int>
    ) async throws {
        let mirror = try await Mirror.make()
        let resource = OriginResource(seed: 5, size: 1000)
        mirror.serve("k", resource)
        let miss = try await mirror.get("k", fields: [("Range", range)])
        let hit = try await mirror.hit("k", fields: [("Range", range)])
        for answer in [miss, hit] {
            #expect(answer.status == status)
            #expect(answer.body == Array(resource.body.bytes()[expected]))
            let part = "bytes \(expected.lowerBound)-\(expected.upperBound - 1)/1000"
            #expect(answer["Content-Range"] == (status == 206 ? part : nil))
        }
        #expect(Mirror.lasting(miss) == Mirror.lasting(hit))
    }

    @Test(arguments: ["bytes=1000-", "bytes=1000-2000", "bytes=-0"])
    func `edge 9: a range beyond the end, of a miss and of a hit`(range: String) async throws {
        let mirror = try await Mirror.make()
        mirror.serve("k", OriginResource(seed: 5, size: 1000))
        let miss = try await mirror.get("k", fields: [("Range", range)])
        _ = try await mirror.hit("k")
        let hit = try await mirror.get("k", fields: [("Range", range)])
        for answer in [miss, hit] {
            #expect(answer.status == 416 && answer["Content-Range"] == "bytes */1000")
            #expect(answer.xml("Code") == "InvalidRange")
        }
    }

    /// An origin that answers a plain GET with a part.
    private static func part(of resource: OriginResource) -> ScriptedOrigin.Script {
        { _ in
            var answer = OriginAnswer(206, fields: [("Content-Range", "bytes 0-99/10000")])
            answer.body = resource.body
            answer.range = 0..<100
            return answer
        }
    }
}
