import TestSupport
import Testing

/// What becomes of requests when the store behind the node fails.
@Suite struct BrokenStoreTests {
    private func start(_ origin: ScriptedOrigin) async throws -> HeadwaterProcess {
        try await HeadwaterProcess.start(
            "broken",
            options: ["--store", "s3:" + origin.url, "--threads", "1"],
            environment: ["HEADWATER_STORE_ACCESS_KEY": "a", "HEADWATER_STORE_SECRET_KEY": "b"]
        )
    }

    @Test func `a store that is down is told at once, and is found again`() async throws {
        let origin = try await ScriptedOrigin.start()
        origin.serveEverythingElse { _ in .status(200) }
        let node = try await start(origin)
        #expect(try await node.get("b/k").status == 200)
        try await origin.stopAndWait()
        for method in ["GET", "PUT", "GET"] {
            let answer = try await node.s3.request(method, "/b/k", within: .seconds(3))
            #expect(answer.status == 503 && answer.xml("Code") == "StoreUnavailable")
            #expect(answer["Retry-After"] == "1")
        }
        let again = try await ScriptedOrigin.start(port: origin.port)
        again.serveEverythingElse { _ in .status(200) }
        try await poll("the store to be found again") {
            try await node.get("b/k").status == 200
        }
    }

    @Test func `a kept connection that the store has closed costs a read nothing`() async throws {
        let origin = try await ScriptedOrigin.start()
        // The second request of each connection is met by its end.
        origin.serveEverythingElse { request in
            request.ordinal == 1 ? .reset() : .status(200)
        }
        let node = try await start(origin)
        #expect(try await node.get("b/k").status == 200)
        #expect(try await node.get("b/k").status == 200)
        #expect(origin.gets("/b/k") == 3)
    }

    @Test func `a write that was sent is never sent twice`() async throws {
        let origin = try await ScriptedOrigin.start()
        origin.serveEverythingElse { request in
            request.method == "PUT" ? .reset() : .status(200)
        }
        let node = try await start(origin)
        #expect(try await node.get("b/k").status == 200)
        let answer = try await node.put("b/k", [1, 2, 3])
        #expect(answer.status == 503 && answer.xml("Code") == "StoreUnavailable")
        #expect(origin.requests.filter { $0.method == "PUT" }.count == 1)
    }

    @Test(arguments: [OriginAnswer.Framing.contentLength, .chunked])
    func `half a body never ends cleanly`(framing: OriginAnswer.Framing) async throws {
        let origin = try await ScriptedOrigin.start()
        origin.serve(
            "/b/k",
            OriginResource(seed: 1, size: 500_000).with { $0.framing = framing }
                .closing(at: 200_000)
        )
        let node = try await start(origin)
        let answer = try await node.get("b/k")
        #expect(answer.status == 200 && answer.end.isBroken)
        #expect(origin.gets("/b/k") == 1)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok",
        "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", "ICY 200 OK\r\n\r\n", "", "HTTP/1.1 20",
        "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 80_000) + "\r\n\r\n",
    ]) func `an answer that cannot be passed on is told as such`(raw: String) async throws {
        let origin = try await ScriptedOrigin.start()
        origin.serveEverythingElse { _ in .raw(raw) }
        let node = try await start(origin)
        let answer = try await node.get("b/k")
        #expect(answer.status == 503 && answer.xml("Code") == "StoreUnavailable")
        #expect(answer.end.isClean)
    }

    @Test func `a large head passes`() async throws {
        let origin = try await ScriptedOrigin.start()
        let value = String(repeating: "v", count: 40_000)
        origin.serveEverythingElse { _ in .status(200, ("x-amz-meta-large", value)) }
        let node = try await start(origin)
        #expect(try await node.get("b/k")["x-amz-meta-large"] == value)
    }

    @Test func `errors of the store pass as they are and never ask an origin`() async throws {
        let front = try await StoreFront.make(["acl": .string("public-read")])
        front.mirror.serve("k", OriginResource(seed: 1, size: 10))
        let errors = [
            (500, "InternalError"), (503, "SlowDown"), (412, "PreconditionFailed"),
            (404, "NoSuchBucket"), (404, "Anything"), (403, "SignatureDoesNotMatch"),
        ]
        for (status, code) in errors {
            front.store.setFault { request in
                request.method == "GET" ? FakeStore.error(status, code) : nil
            }
            let answer = try await front.mirror.get("k")
            #expect(answer.status == status && answer.xml("Code") == code)
            #expect(answer.source == (status == 412 ? "hit" : "bypass"))
        }
        #expect(front.mirror.gets("k") == 0 && front.mirror.heads("k") == 0)
    }

    @Test func `an answer that was held back reaches clients of both versions in their framing`()
        async throws
    {
        let front = try await StoreFront.make()
        let document = "<Error><Code>Anything</Code></Error>"
        // The second is longer than what is held back.
        for padding in [0, 40_000] {
            front.store.setFault { request in
                guard request.method == "GET" else { return nil }
                var answer = OriginAnswer(404)
                answer.body = .text(document + String(repeating: " ", count: padding))
                answer.framing = .chunked
                return answer
            }
            for version in ["1.1", "1.0"] {
                let answer = try await front.node.s3.exchange(
                    "GET /\(front.mirror.bucket)/k HTTP/\(version)\r\nHost: h\r\n\r\n"
                )
                #expect(answer.status == 404 && answer.end.isClean, "\(version)")
                #expect(answer.text.hasPrefix(document), "\(version): \(answer.text.prefix(80))")
                #expect(answer.body.count == document.utf8.count + padding, "\(version)")
            }
        }
    }

    @Test func `a running fill goes on when the store is gone`() async throws {
        let front = try await StoreFront.make()
        let gate = Gate()
        let size: UInt64 = 4 << 20
        front.mirror.serve("k", OriginResource(seed: 4, size: size).gated(at: 2 << 20, by: gate))
        let reader = try await front.mirror.begin(
            "k",
            sink: .compare(.seeded(4, size: size)),
            readTo: 1 << 20
        )
        try await front.store.origin.stopAndWait()
        gate.open()
        let answer = try await reader.readAnswer()
        #expect(answer.end == .clean && answer.firstMismatch == nil && answer.bodyCount == size)
        #expect(try await front.mirror.get("k").xml("Code") == "StoreUnavailable")
    }
}
