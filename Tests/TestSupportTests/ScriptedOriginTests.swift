import TestSupport
import Testing

@Suite struct ScriptedOriginTests {
    @Test func `a whole body, a range and a refused range, counted by path`() async throws {
        let origin = try await ScriptedOrigin.start()
        let resource = OriginResource(seed: 1, size: 1_500_000)
        origin.serve("/a%20b", resource)
        let client = RawHTTPClient(port: origin.port)

        let whole = try await client.request("GET", "/a%20b", sink: .compare(resource.body))
        #expect(whole.end == .clean && whole.status == 200 && whole.firstMismatch == nil)
        #expect(whole.bodyCount == 1_500_000)
        let part = try await client.request(
            "GET",
            "/a%20b?x=1",
            fields: [("Range", "bytes=1000-1099")],
            sink: .compare(resource.body, from: 1000)
        )
        #expect(part.status == 206 && part.bodyCount == 100 && part.firstMismatch == nil)
        #expect(part["content-range"] == "bytes 1000-1099/1500000")
        let past = try await client.request(
            "GET",
            "/a%20b",
            fields: [("Range", "bytes=1500000-")]
        )
        #expect(past.status == 416)
        let head = try await client.request("HEAD", "/a%20b")
        #expect(head.contentLength == 1_500_000 && head.bodyCount == 0)
        #expect(origin.gets("/a%20b") == 3 && origin.heads("/a%20b") == 1)
        #expect(origin.gets("/other") == 0)
        #expect(origin.requests("/a%20b").map(\.target)[1] == "/a%20b?x=1")
        #expect(origin.requests[2]["range"] == "bytes=1500000-")
        #expect(origin.acceptedConnections == 4)
    }

    @Test func `If-Range is judged, and a Range may be ignored`() async throws {
        let origin = try await ScriptedOrigin.start()
        origin.serve("/o", OriginResource(seed: 1, size: 1000))
        origin.serve("/i", OriginResource(seed: 1, size: 1000).with { $0.honoursRange = false })
        let client = RawHTTPClient(port: origin.port)
        let range = (name: "Range", value: "bytes=10-")
        let same = try await client.request("GET", "/o", fields: [range, ("If-Range", "\"v1\"")])
        #expect(same.status == 206)
        let other = try await client.request("GET", "/o", fields: [range, ("If-Range", "\"v2\"")])
        #expect(other.status == 200 && other.bodyCount == 1000)
        let ignored = try await client.request("GET", "/i", fields: [range])
        #expect(ignored.status == 200 && ignored.bodyCount == 1000)
    }

    @Test func `a cut and a reset come after exactly the bytes before them`() async throws {
        let origin = try await ScriptedOrigin.start()
        let resource = OriginResource(seed: 2, size: 5_000_000)
        origin.serve("/cut", resource.closing(at: 3_000_001))
        origin.serve("/reset", resource.resetting(at: 3_000_001))
        let client = RawHTTPClient(port: origin.port)
        let cut = try await client.request("GET", "/cut", sink: .compare(resource.body))
        #expect(cut.end == .short && cut.bodyCount == 3_000_001 && cut.firstMismatch == nil)
        let reset = try await client.request("GET", "/reset", sink: .compare(resource.body))
        #expect(reset.end == .reset && reset.bodyCount == 3_000_001)
    }

    @Test func `a gate holds the body until it is opened`() async throws {
        let origin = try await ScriptedOrigin.start()
        let gate = Gate()
        let body = BodySource.seeded(3, size: 300_000)
        origin.serve("/g", OriginResource(body).gated(at: 100_000, by: gate))
        let connection = try await RawConnection.open(port: origin.port)
        connection.expectAnswer(sink: .compare(body))
        try await connection.send(RawHTTPClient.bytes("GET", "/g", port: origin.port))
        var answer = try await connection.readBody(atLeast: 100_000)
        #expect(answer.bodyCount == 100_000 && answer.end == .open)
        try await gate.waitForArrival()
        #expect(origin.bodyBytesSent("/g") == 100_000)
        gate.open()
        answer = try await connection.readAnswer()
        #expect(answer.end == .clean && answer.bodyCount == 300_000 && answer.firstMismatch == nil)
    }

    @Test func `silence before the head lasts until the test ends it`() async throws {
        let origin = try await ScriptedOrigin.start()
        let gate = Gate()
        origin.serve("/s", OriginResource(seed: 1, size: 5).with { $0.silenceBeforeHead = gate })
        let client = RawHTTPClient(port: origin.port)
        let held = try await client.request("GET", "/s", within: .milliseconds(50))
        #expect(held.end == .deadline && held.status == 0)
        try await poll("the origin to see the reader leave") { origin.openConnections == 0 }
        gate.open()
        let answer = try await client.request("GET", "/s")
        #expect(answer.end == .clean && answer.status == 200)
    }

    @Test func `framings: chunked, chunked without its end, HTTP 1.0, a wrong length`() async throws
    {
        let origin = try await ScriptedOrigin.start()
        let resource = OriginResource(seed: 4, size: 600_000)
        origin.serve("/c", resource.with { $0.framing = .chunked })
        origin.serve("/e", resource.with { $0.framing = .chunkedWithoutEnd })
        origin.serve("/z", resource.with { $0.framing = .untilClose })
        origin.serve(
            "/l",
            resource.with {
                $0.declaredLength = 600_001; $0.closes = true
            }
        )
        let client = RawHTTPClient(port: origin.port)
        for (path, end) in [
            ("/c", AnswerEnd.clean), ("/e", .short), ("/z", .cleanByClose), ("/l", .short),
        ] {
            let answer = try await client.request("GET", path, sink: .compare(resource.body))
            #expect(answer.end == end && answer.bodyCount == 600_000, "\(path)")
            #expect(answer.firstMismatch == nil)
        }
        #expect(try await client.request("GET", "/z").minorVersion == 0)
    }

    @Test func `answers in turn, by method, for any other path, and raw`() async throws {
        let origin = try await ScriptedOrigin.start()
        let good = OriginResource(seed: 5, size: 10)
        origin.serve(
            "/t",
            inTurn: [{ _ in .status(500) }, { _ in .status(503, ("Retry-After", "7")) }]
                + [{ good.answer(to: $0) }]
        )
        origin.serve("/m", head: { _ in .status(405) }, get: { good.answer(to: $0) })
        origin.serve("/r", .redirect(302, to: "../x y"))
        origin.serve("/raw", .raw("HTTP/1.1 2OO Oh\r\n\r\n"))
        origin.serve("/reset", .reset())
        let client = RawHTTPClient(port: origin.port)
        var statuses: [Int] = []
        for _ in 0..<4 { statuses.append(try await client.request("GET", "/t").status) }
        #expect(statuses == [500, 503, 200, 200])
        #expect(try await client.request("HEAD", "/t").status == 500)
        #expect(try await client.request("HEAD", "/m").status == 405)
        #expect(try await client.request("GET", "/m").status == 200)
        #expect(try await client.request("GET", "/r")["location"] == "../x y")
        #expect(try await client.request("GET", "/none").status == 404)
        #expect(try await client.request("GET", "/reset").end == .reset)
        guard case .malformed = try await client.request("GET", "/raw").end else {
            Issue.record("raw bytes passed for an answer")
            return
        }
    }

    @Test func `digests, interim heads and keep-alive`() async throws {
        let origin = try await ScriptedOrigin.start()
        let resource = OriginResource(.text("abc")).with {
            $0.digestFields = [.contentMD5(right: true), .reprDigest(right: false)]
            $0.interimHeads = ["HTTP/1.1 103 Early Hints\r\nLink: </a>"]
        }
        origin.serve("/d", resource)
        let connection = try await RawConnection.open(port: origin.port)
        for turn in 0..<3 {
            connection.expectAnswer()
            try await connection.send(RawHTTPClient.bytes("GET", "/d", port: origin.port))
            let answer = try await connection.readAnswer()
            #expect(answer.interimStatuses == [103] && answer.text == "abc")
            #expect(answer["content-md5"] == "kAFQmDzST7DWlj99KOF/cg==")
            #expect(answer["repr-digest"] != "sha-256=:\(resource.body.sha256Base64):")
            #expect(origin.requests[turn].connection == 0)
        }
    }

    @Test func `a stopped origin refuses connections`() async throws {
        let origin = try await ScriptedOrigin.start()
        try await origin.stopAndWait()
        await #expect(throws: TestSupportError.self) {
            try await RawHTTPClient(port: origin.port).request("GET", "/")
        }
    }

    @Test func `a drip keeps its pace and its bytes`() async throws {
        let origin = try await ScriptedOrigin.start()
        let resource = OriginResource(seed: 6, size: 1000).with {
            $0.pace = .drip(100, every: .milliseconds(5))
        }
        origin.serve("/p", resource)
        let start = Deadline.now()
        let client = RawHTTPClient(port: origin.port)
        let answer = try await client.request("GET", "/p", sink: .compare(resource.body))
        #expect(answer.end == .clean && answer.firstMismatch == nil)
        #expect(Deadline.now() - start >= 45_000_000)
    }
}
