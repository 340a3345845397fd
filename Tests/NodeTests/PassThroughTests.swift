import TestSupport
import Testing

/// Requests to a store behind the node arrive as they were sent, and its answers too.
@Suite struct PassThroughTests {
    private struct Pair {
        let origin: ScriptedOrigin
        let node: HeadwaterProcess
    }

    private func start(collecting: Bool = false) async throws -> Pair {
        let origin = try await ScriptedOrigin.start(collectsBodies: collecting)
        let node = try await HeadwaterProcess.start(
            "pass",
            options: ["--store", "s3:" + origin.url],
            environment: ["HEADWATER_STORE_ACCESS_KEY": "a", "HEADWATER_STORE_SECRET_KEY": "b"]
        )
        return Pair(origin: origin, node: node)
    }

    private func text(_ answer: RawAnswer, _ status: Int, _ body: String) -> Bool {
        answer.status == status && answer.text == body && answer.end.isClean
    }

    @Test func `method, target and fields arrive as they were sent`() async throws {
        let pair = try await start()
        pair.origin.serveEverythingElse { _ in
            var answer = OriginAnswer(200, fields: [("ETag", "\"v\""), ("x-amz-id-2", "abc")])
            answer.body = .text("ok")
            return answer
        }
        let targets = [
            ("GET", "/b/a%2Fb//..//c%20d+e?x-id=GetObject"), ("GET", "/b/k?acl&unknown=%zz"),
            ("PATCH", "/b/%ff%00?x"), ("DELETE", "/b/k?versionId=3"), ("GET", "/?Action=Any"),
            ("GET", "/b/k?X-Amz-Signature=0123&X-Amz-Expires=9"), ("OPTIONS", "/b/k"),
        ]
        for (method, target) in targets {
            let fields = [
                (name: "Host", value: "b.store.example:99"),
                (name: "aUthorization", value: "AWS4 x"),
                (name: "X-Amz-Date", value: "20200101T000000Z"), (name: "X-Own", value: "a  b"),
                (name: "Accept-Encoding", value: "identity"),
            ]
            let answer = try await pair.node.s3.request(method, target, fields: fields)
            #expect(text(answer, 200, "ok"), "\(method) \(target): \(answer)")
            #expect(answer["x-amz-id-2"] == "abc" && answer["ETag"] == "\"v\"")
            let seen = try #require(pair.origin.requests.last)
            #expect(seen.method == method && seen.target == target)
            #expect(seen.fields.map(\.name) == fields.map(\.name))
            #expect(seen.fields.map(\.value) == fields.map(\.value))
        }
    }

    @Test func `a read of an object is a hit, all else bypasses`() async throws {
        let pair = try await start()
        pair.origin.serveEverythingElse { _ in .status(200) }
        for (target, source) in [("/b/k", "hit"), ("/b/k?tagging", "bypass"), ("/b", "bypass")] {
            let answer = try await pair.node.s3.request("GET", target)
            #expect(answer.source == source, "\(target)")
            #expect(answer.fields.filter { $0.name.lowercased() == "x-headwater" }.count == 1)
        }
        let put = try await pair.node.s3.request("PUT", "/b/k", body: [1])
        #expect(put.source == "bypass")
    }

    @Test func `fields of one connection end at the node`() async throws {
        let pair = try await start()
        pair.origin.serveEverythingElse { _ in
            var answer = OriginAnswer(200)
            answer.fields = [
                ("Connection", "keep-alive, X-Secret"), ("Keep-Alive", "timeout=5"),
                ("X-Secret", "1"),
                ("x-headwater", "hit; node=other"), ("X-Kept", "2"),
            ]
            return answer
        }
        let fields = [
            (name: "Connection", value: "X-Hop, authorization, Keep-Alive"),
            (name: "X-Hop", value: "1"),
            (name: "Authorization", value: "kept"), (name: "TE", value: "trailers"),
            (name: "Upgrade", value: "h2c"), (name: "X-End", value: "2"),
        ]
        let answer = try await pair.node.s3.request("GET", "/b/k", fields: fields)
        let names = answer.fields.map { $0.name.lowercased() }
        #expect(names == ["x-kept", "content-length", "x-headwater"])
        #expect(answer["x-headwater"]?.contains("node=pass") == true)
        let seen = try #require(pair.origin.requests.last)
        #expect(seen.fields.map(\.name) == ["Host", "Authorization", "X-End"])
    }

    @Test func `answers without a body keep their fields and the connection`() async throws {
        let pair = try await start()
        pair.origin.serveEverythingElse { request in
            switch request.path {
            case "/b/204": return .status(204)
            case "/b/304":
                var answer = OriginAnswer.status(304, ("ETag", "\"v\""), ("Content-Length", "99"))
                answer.framing = .none
                return answer
            default:
                var answer = OriginAnswer(200)
                answer.declaredLength = 1 << 40
                return answer
            }
        }
        let connection = try await RawConnection.open(port: pair.node.s3.port)
        for (method, path, status) in [
            ("GET", "204", 204), ("GET", "304", 304), ("HEAD", "k", 200), ("DELETE", "204", 204),
        ] {
            connection.expectAnswer(isHeadOnly: method == "HEAD")
            try await connection.send("\(method) /b/\(path) HTTP/1.1\r\nHost: h\r\n\r\n")
            let answer = try await connection.readAnswer()
            #expect(answer.status == status && answer.end == .clean && answer.body.isEmpty)
            if path == "k" { #expect(answer.contentLength == 1 << 40) }
            if path == "304" { #expect(answer.contentLength == 99) }
        }
        #expect(pair.origin.acceptedConnections == 1)
    }

    @Test func `bodies, chunks and trailers arrive byte for byte`() async throws {
        let pair = try await start(collecting: true)
        pair.origin.serveEverythingElse { _ in .status(200) }
        let body = StoreFront.bytes(seed: 5, size: 3 << 20)
        let put = try await pair.node.s3.request("PUT", "/b/large", body: body)
        #expect(put.status == 200)
        #expect(pair.origin.requests("/b/large").first?.body == body)
        let chunks =
            "5;chunk-signature=0123abcd\r\nhello\r\n3\r\nabc\r\n0\r\nx-amz-checksum-crc32: AAAA\r\n"
            + "x-other: 1\r\n\r\n"
        let head = "PUT /b/chunked HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
        let answer = try await pair.node.s3.exchange(
            head + "Content-Encoding: aws-chunked\r\nTrailer: x-amz-checksum-crc32\r\n\r\n" + chunks
        )
        #expect(answer.status == 200)
        let seen = try #require(pair.origin.requests("/b/chunked").first)
        #expect(String(decoding: seen.body, as: UTF8.self) == chunks)
        #expect(seen["Trailer"] == "x-amz-checksum-crc32" && seen["Transfer-Encoding"] == "chunked")
    }

    @Test func `a malformed chunk is refused and the store never has the whole`() async throws {
        let pair = try await start(collecting: true)
        let answer = try await pair.node.s3.exchange(
            "PUT /b/k HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n"
        )
        #expect(answer.status == 400)
        #expect(pair.origin.requests.isEmpty)
    }

    @Test func `who waits for 100 Continue gets the store's own`() async throws {
        let pair = try await start(collecting: true)
        pair.origin.serveEverythingElse { _ in .status(200) }
        let connection = try await RawConnection.open(port: pair.node.s3.port)
        connection.expectAnswer()
        try await connection.send(
            "PUT /b/k HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
        )
        try await connection.readInterim()
        try await connection.send("body")
        let answer = try await connection.readAnswer()
        #expect(answer.status == 200 && answer.interimStatuses == [100])
        let seen = try #require(pair.origin.requests.first)
        #expect(seen.body == Array("body".utf8) && seen["Expect"] == "100-continue")
    }

    @Test func `an early refusal reaches a client that still sends`() async throws {
        let pair = try await start()
        pair.origin.serveEverythingElse { _ in .status(403) }
        let connection = try await RawConnection.open(port: pair.node.s3.port)
        connection.expectAnswer()
        try await connection.send(
            "PUT /b/k HTTP/1.1\r\nHost: h\r\nContent-Length: 400\r\nExpect: 100-continue\r\n\r\n"
        )
        let answer = try await connection.readAnswer()
        #expect(answer.status == 403 && answer["Connection"] == "close" && answer.end == .clean)
    }

    @Test func `all framings of an answer reach clients of both versions`() async throws {
        let pair = try await start()
        pair.origin.serveEverythingElse { request in
            var answer = OriginAnswer(200)
            answer.body = .seeded(3, size: 300_000)
            switch request.path {
            case "/b/chunked": answer.framing = .chunked
            case "/b/close": answer.framing = .untilClose
            default: break
            }
            return answer
        }
        let expected = StoreFront.bytes(seed: 3, size: 300_000)
        for path in ["chunked", "close", "sized"] {
            for version in ["1.1", "1.0"] {
                let answer = try await pair.node.s3.exchange(
                    "GET /b/\(path) HTTP/\(version)\r\nHost: h\r\n\r\n"
                )
                #expect(answer.body == expected && answer.end.isClean, "\(path) \(version)")
                if version == "1.0" { #expect(answer["Transfer-Encoding"] == nil) }
            }
        }
        #expect(pair.origin.requests.allSatisfy { $0["Host"] == "h" })
    }

    @Test func `pipelined requests are answered in their order`() async throws {
        let pair = try await start()
        pair.origin.serveEverythingElse { request in
            var answer = OriginAnswer(200)
            answer.body = .text(request.path)
            return answer
        }
        let connection = try await RawConnection.open(port: pair.node.s3.port)
        let paths = (0..<20).map { "/b/\($0)" }
        try await connection.send(
            paths.map { "GET \($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined()
        )
        for path in paths {
            connection.expectAnswer()
            let answer = try await connection.readAnswer()
            #expect(text(answer, 200, path))
        }
    }

    @Test func `a slow reader holds the store back`() async throws {
        let pair = try await start()
        pair.origin.serve("/b/k", OriginResource(seed: 9, size: 256 << 20))
        let connection = try await RawConnection.open(
            port: pair.node.s3.port,
            receiveBufferBytes: 16 << 10
        )
        connection.expectAnswer(sink: .discard)
        try await connection.send("GET /b/k HTTP/1.1\r\nHost: h\r\n\r\n")
        _ = try await connection.readBody(atLeast: 1 << 20)
        var last: UInt64 = 0
        try await poll("the store to be held back") {
            let sent = pair.origin.bodyBytesSent("/b/k")
            defer { last = sent }
            return sent > 0 && sent == last
        }
        #expect(last < 64 << 20)
        let answer = try await connection.readAnswer(within: .seconds(60))
        #expect(answer.end == .clean && answer.bodyCount == 256 << 20)
    }
}
