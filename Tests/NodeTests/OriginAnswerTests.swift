import TestSupport
import Testing

@Suite struct OriginAnswerTests {
    @Test(arguments: [
        (404, 404, "NoSuchKey"), (410, 404, "NoSuchKey"), (401, 502, "OriginDenied"),
        (403, 502, "OriginDenied"), (429, 503, "SlowDown"), (503, 503, "SlowDown"),
        (500, 502, "OriginUnavailable"), (502, 502, "OriginUnavailable"),
        (504, 502, "OriginUnavailable"),
    ])
    func `edge 14: what the origin says, and what the reader is told`(
        status: Int,
        told: Int,
        code: String
    ) async throws {
        let mirror = try await Mirror.make()
        mirror.serve("k", .status(status, ("Retry-After", "7")))
        let answer = try await mirror.get("k")
        #expect(answer.status == told && answer.xml("Code") == code)
        #expect(answer.end.isClean)
        if told == 503 { #expect(answer["Retry-After"] == "7") }
        if told != 404 { #expect(answer.xml("Message")?.contains("\(status)") == true) }
        #expect(try await mirror.node.listKeys(mirror.bucket) == [])
    }

    @Test func `edge 14: a 404 of the origin is remembered for negative-ttl, and not longer`()
        async throws
    {
        let mirror = try await Mirror.make(["negative-ttl": "15s"])
        for _ in 0..<3 { #expect(try await mirror.get("k").status == 404) }
        #expect(mirror.gets("k") == 1)
        mirror.serve("k", OriginResource(.text("now there")))
        try await poll("the 404 to be forgotten") { try await mirror.get("k").status == 200 }
        #expect(mirror.gets("k") == 2)
    }

    @Test func `edge 14: other failures are not remembered`() async throws {
        let mirror = try await Mirror.make(["negative-ttl": "1h"])
        mirror.serve("k", .status(403))
        #expect(try await mirror.get("k").status == 502)
        mirror.serve("k", OriginResource(.text("now there")))
        #expect(try await mirror.get("k").text == "now there")
    }

    @Test func `edge 14: a failure that passes is tried again before the reader hears of it`()
        async throws
    {
        let mirror = try await Mirror.make()
        let good = OriginResource(.text("found"))
        for (key, bad) in [
            ("status", OriginAnswer.status(500)), ("reset", .reset()), ("nothing", .raw("")),
        ] {
            mirror.serve(key, inTurn: [{ _ in bad }, { good.answer(to: $0) }])
            #expect(try await mirror.get(key).text == "found", "\(key)")
            #expect(mirror.gets(key) == 2, "\(key)")
        }
    }

    @Test func `edge 14: an origin that is not there`() async throws {
        let mirror = try await Mirror.make()
        try await mirror.origin.stopAndWait()
        let answer = try await mirror.get("k")
        #expect(answer.status == 502 && answer.xml("Code") == "OriginUnavailable")
    }

    @Test(arguments: [404, 500, 403])
    func `edge 14: further origins are tried in order`(status: Int) async throws {
        let second = try await ScriptedOrigin.start()
        let mirror = try await Mirror.make(["also": [.string(second.url + "/second")]])
        mirror.serve("k", .status(status))
        second.serve("/second/k", OriginResource(.text("found")))
        let answer = try await mirror.get("k")
        // A refusal moves on too: S3 refuses a missing key to whoever may not list the bucket.
        #expect(answer.status == 200 && answer.text == "found")
        #expect(second.gets("/second/k") == 1)
    }

    @Test func `edge 15: silence before the head ends with the idle time-out`() async throws {
        let mirror = try await Mirror.make(["idle-timeout": "300ms"])
        let gate = Gate()
        mirror.serve("k", .silence(gate))
        let answer = try await mirror.get("k")
        #expect(answer.status == 502 && answer.xml("Code") == "OriginUnavailable")
        gate.open()
    }

    @Test func `edge 15: silence midway ends with the idle time-out, and goes on where it stood`()
        async throws
    {
        let mirror = try await Mirror.make(["idle-timeout": "300ms"])
        let gate = Gate()
        let resource = OriginResource(seed: 1, size: 2_000_000)
        mirror.serve(
            "k",
            inTurn: [
                { resource.gated(at: 1_000_000, by: gate).answer(to: $0) },
                { resource.answer(to: $0) },
            ]
        )
        let answer = try await mirror.get("k", sink: .compare(resource.body))
        #expect(answer.end == .clean && answer.firstMismatch == nil)
        #expect(mirror.requests("k").last?["Range"] == "bytes=1000000-")
        gate.open()
    }

    @Test func `edge 15: a slow origin that does not pause is never cut off`() async throws {
        let mirror = try await Mirror.make(["idle-timeout": "1s"])
        let resource = OriginResource(seed: 2, size: 3000).with {
            $0.pace = .drip(100, every: .milliseconds(50))
        }
        mirror.serve("k", resource)
        let answer = try await mirror.get("k", sink: .compare(resource.body))
        #expect(answer.end == .clean && answer.firstMismatch == nil)
        #expect(mirror.gets("k") == 1)
    }

    @Test func `an origin with huge or very many fields fails alone`() async throws {
        let mirror = try await Mirror.make()
        let huge = OriginResource(.text("x")).with {
            $0.extraFields = [("X-Huge", String(repeating: "x", count: 1 << 20))]
        }
        let many = OriginResource(.text("x")).with {
            $0.extraFields = (0..<5000).map { ("X-\($0)", "y") }
        }
        mirror.serve("huge", huge)
        mirror.serve("many", many)
        #expect(try await mirror.get("huge").status == 502)
        #expect(try await mirror.get("many").status == 502)
        mirror.serve("good", OriginResource(.text("found")))
        #expect(try await mirror.get("good").text == "found")
    }

    @Test(arguments: ["9223372036854775808", "18446744073709551615"])
    func `an object larger than a file can be is refused, and the node lives on`(
        length: String
    ) async throws {
        let mirror = try await Mirror.make()
        let whole = OriginAnswer.raw("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n")
        let part = OriginAnswer(206, fields: [("Content-Range", "bytes 0-0/\(length)")])
        mirror.serve("whole", whole)
        mirror.origin.serve(
            Mirror.path("part"),
            head: { _ in .status(405) },
            get: { _ in part }
        )
        for key in ["whole", "part"] {
            for fields in [[], [("Range", "bytes=0-")]] {
                #expect(try await mirror.head(key, fields: fields).status == 502, "\(key)")
                #expect(try await mirror.get(key, fields: fields).status == 502, "\(key)")
            }
        }
        mirror.serve("good", OriginResource(.text("found")))
        #expect(try await mirror.get("good").text == "found")
    }

    @Test func `the largest size there can be is told, whole and from its begin`() async throws {
        let mirror = try await Mirror.make()
        let size = UInt64(Int64.max)
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n"
        mirror.serve("k", .raw(head))
        #expect(try await mirror.head("k").contentLength == size)
        let part = try await mirror.head("k", fields: [("Range", "bytes=0-")])
        #expect(part.status == 206 && part.contentLength == size)
    }

    @Test func `interim heads of the origin are passed over`() async throws {
        let mirror = try await Mirror.make()
        let resource = OriginResource(.text("found")).with {
            $0.interimHeads = ["HTTP/1.1 103 Early Hints\r\nLink: </a>", "HTTP/1.1 100 Continue"]
        }
        mirror.serve("k", resource)
        #expect(try await mirror.get("k").text == "found")
    }

    @Test func `connections to the origin are used again`() async throws {
        let mirror = try await Mirror.make()
        mirror.origin.serveEverythingElse { OriginResource(.text("found")).answer(to: $0) }
        for number in 0..<10 { #expect(try await mirror.get("k\(number)").status == 200) }
        #expect(mirror.origin.acceptedConnections <= 2)
    }
}
