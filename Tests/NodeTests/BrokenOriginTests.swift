import TestSupport
import Testing

@Suite struct BrokenOriginTests {
    private static let size: UInt64 = 3_000_000
    private static let resource = OriginResource(seed: 1, size: size)

    /// Two GETs in turn: the first answer, then the second for good.
    private func turns(_ first: OriginResource, _ second: OriginResource) -> [ScriptedOrigin.Script]
    {
        [{ first.answer(to: $0) }, { second.answer(to: $0) }]
    }

    @Test func `edge 16: a broken stream is resumed where it broke, unnoticed by the reader`()
        async throws
    {
        let mirror = try await Mirror.make()
        let good = Self.resource
        mirror.serve("close", inTurn: turns(good.closing(at: 1_000_000), good))
        mirror.serve("reset", inTurn: turns(good.resetting(at: 1_000_000), good))
        for key in ["close", "reset"] {
            let answer = try await mirror.get(key, sink: .compare(good.body))
            #expect(answer.end == .clean && answer.firstMismatch == nil)
            #expect(answer.bodyCount == Self.size)
            let requests = mirror.requests(key)
            #expect(requests.count == 2)
            #expect(requests.last?["Range"] == "bytes=1000000-")
            #expect(requests.last?["If-Range"] == "\"v1\"")
            #expect(try await mirror.hit(key).body == good.body.bytes())
        }
    }

    @Test func `edge 16: a stream that breaks five times is still resumed`() async throws {
        let mirror = try await Mirror.make()
        let good = Self.resource
        let breaking = (1...5).map { turn -> ScriptedOrigin.Script in
            { good.closing(at: UInt64(turn) * 500_000).answer(to: $0) }
        }
        mirror.serve("k", inTurn: breaking + [{ good.answer(to: $0) }])
        let answer = try await mirror.get("k", sink: .compare(good.body))
        #expect(answer.end == .clean && answer.firstMismatch == nil)
        #expect(mirror.gets("k") == 6)
    }

    @Test func `edge 16: a changed validator ends in a break, never in mixed bytes`() async throws {
        let mirror = try await Mirror.make()
        let changed = OriginResource(seed: 2, size: Self.size).with { $0.etag = "\"v2\"" }
        mirror.serve("k", inTurn: turns(Self.resource.closing(at: 1_000_000), changed))
        let answer = try await mirror.get("k", sink: .compare(Self.resource.body))
        #expect(answer.end.isBroken && answer.firstMismatch == nil)
        #expect(answer.bodyCount <= 1_000_000)
        let next = try await mirror.get("k", sink: .compare(changed.body))
        #expect(next.end == .clean && next.firstMismatch == nil)
        #expect(try await mirror.hit("k").body == changed.body.bytes())
    }

    @Test(arguments: [nil, "W/\"v1\""])
    func `edge 16: without a strong validator there is no resuming`(etag: String?) async throws {
        let mirror = try await Mirror.make()
        let good = Self.resource.with { $0.etag = etag }
        mirror.serve("k", inTurn: turns(good.closing(at: 1_000_000), good))
        let answer = try await mirror.get("k", sink: .compare(good.body))
        #expect(answer.end.isBroken && answer.firstMismatch == nil)
        #expect(mirror.requests("k").allSatisfy { $0["If-Range"] == nil })
        let next = try await mirror.get("k", sink: .compare(good.body))
        #expect(next.end == .clean && next.firstMismatch == nil)
    }

    @Test func `edge 16: who was cut off and asks at once is served afresh`() async throws {
        let mirror = try await Mirror.make()
        let good = OriginResource(seed: 3, size: 300_000).with { $0.etag = nil }
        for turn in 0..<100 {
            let key = "k\(turn)"
            mirror.serve(key, inTurn: turns(good.closing(at: 200_000), good))
            let answer = try await mirror.get(key, sink: .compare(good.body))
            #expect(answer.end.isBroken)
            let next = try await mirror.get(key, sink: .compare(good.body))
            #expect(next.status == 200 && next.end == .clean && next.firstMismatch == nil)
        }
    }

    @Test func `edge 16: an origin that sends everything again mixes nothing`() async throws {
        let mirror = try await Mirror.make()
        let good = Self.resource.with { $0.honoursRange = false }
        mirror.serve("k", inTurn: turns(good.closing(at: 1_000_000), good))
        let answer = try await mirror.get("k", sink: .compare(good.body))
        #expect(answer.firstMismatch == nil)
        #expect(answer.end.isBroken || (answer.end == .clean && answer.bodyCount == Self.size))
        #expect(try await mirror.hit("k").body == good.body.bytes())
    }

    @Test func `edge 17: a short body never ends cleanly and is never stored`() async throws {
        let mirror = try await Mirror.make()
        // Weak, so that nothing can be resumed.
        let weak = Self.resource.with { $0.etag = nil }
        let cases: [(String, OriginResource)] = [
            (
                "length",
                weak.with {
                    $0.declaredLength = Self.size + 1; $0.closes = true
                }
            ),
            ("cut", weak.closing(at: Self.size - 1)),
            ("chunked", weak.with { $0.framing = .chunkedWithoutEnd }),
            ("http10", weak.with { $0.framing = .untilClose }.resetting(at: Self.size)),
            ("early", weak.closing(at: 0)),
        ]
        for (key, resource) in cases {
            mirror.serve(key, resource)
            let answer = try await mirror.get(key, sink: .compare(weak.body))
            #expect(answer.end.isBroken || answer.status >= 500, "\(key)")
            #expect(answer.firstMismatch == nil, "\(key)")
        }
        try await mirror.waitForFills()
        #expect(try await mirror.node.listKeys(mirror.bucket) == [])
    }

    @Test(arguments: [OriginAnswer.Framing.chunked, .untilClose])
    func `bodies of unknown length are delivered whole and stored`(
        framing: OriginAnswer.Framing
    ) async throws {
        let mirror = try await Mirror.make()
        mirror.serve("k", Self.resource.with { $0.framing = framing })
        let answer = try await mirror.get("k", sink: .compare(Self.resource.body))
        #expect(answer.status == 200 && answer.end.isClean && answer.firstMismatch == nil)
        #expect(answer.bodyCount == Self.size)
        #expect(try await mirror.hit("k").body == Self.resource.body.bytes())
    }

    @Test func `to HTTP/1.0 a body of unknown length ends with its connection, which says so`()
        async throws
    {
        let mirror = try await Mirror.make()
        mirror.serve("k", Self.resource.with { $0.framing = .chunked })
        let answer = try await mirror.node.s3.exchange(
            "GET /\(mirror.bucket)/k HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n"
        )
        #expect(answer["Connection"] != "keep-alive" && answer["Content-Length"] == nil)
        #expect(answer.body == Self.resource.body.bytes() && answer.end.isClean)
    }

    @Test(arguments: ["Content-MD5", "Digest", "Repr-Digest"], [10_000, 500_000] as [UInt64])
    func `edge 18: a wrong digest is neither stored nor delivered to its end`(
        name: String,
        size: UInt64
    ) async throws {
        let mirror = try await Mirror.make()
        let body = BodySource.seeded(3, size: size)
        mirror.serve(
            "bad",
            OriginResource(body).with { $0.digestFields = [Self.field(name, false)] }
        )
        mirror.serve(
            "good",
            OriginResource(body).with { $0.digestFields = [Self.field(name, true)] }
        )
        let bad = try await mirror.get("bad", sink: .compare(body))
        #expect(bad.status >= 500 || bad.end.isBroken)
        #expect(bad.status != 200 || bad.bodyCount <= size - min(size, 64 * 1024))
        let good = try await mirror.get("good", sink: .compare(body))
        #expect(good.end == .clean && good.firstMismatch == nil)
        _ = try await mirror.hit("good")
        #expect(try await mirror.node.listKeys(mirror.bucket) == ["good"])
    }

    @Test func `edge 18: the last 64 KiB wait for the end`() async throws {
        let mirror = try await Mirror.make()
        let gate = Gate()
        let resource = OriginResource(seed: 4, size: 1_000_000)
        mirror.serve("k", resource.gated(at: 999_999, by: gate))
        let held: UInt64 = 1_000_000 - 64 * 1024
        let reader = try await mirror.begin("k", sink: .compare(resource.body), readTo: held)
        try await gate.waitForArrival()
        let before = try await reader.readBody(atLeast: held + 1, within: .milliseconds(100))
        #expect(before.bodyCount == held && before.end == .deadline)
        gate.open()
        let next = try await mirror.get("k", sink: .compare(resource.body))
        #expect(next.end == .clean && next.firstMismatch == nil)
        #expect(mirror.gets("k") == 1)
    }

    private static func field(_ name: String, _ right: Bool) -> OriginResource.DigestField {
        switch name {
        case "Content-MD5": .contentMD5(right: right)
        case "Digest": .digest(right: right)
        default: .reprDigest(right: right)
        }
    }
}
