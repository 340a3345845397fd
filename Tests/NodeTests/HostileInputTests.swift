import TestSupport
import Testing

@Suite struct HostileInputTests {
    /// Requests no listener may accept, by what is wrong with them.
    static let heads: [(name: String, text: String)] = [
        ("no HTTP at all", "\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n"),
        ("no version", "GET /\r\n\r\n"), ("HTTP/2.0", "GET / HTTP/2.0\r\nHost: x\r\n\r\n"),
        ("HTTP/1.10", "GET / HTTP/1.10\r\nHost: x\r\n\r\n"),
        ("a lower-case version", "GET / http/1.1\r\nHost: x\r\n\r\n"),
        ("two spaces", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("a bare CR", "GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n"),
        ("no Host", "GET / HTTP/1.1\r\n\r\n"),
        ("two Hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"),
        ("a folded field", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"),
        ("a space before the colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n"),
        ("no colon", "GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n"),
        ("an empty name", "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"),
        ("NUL in a field", "GET / HTTP/1.1\r\nHost: x\r\nA: \u{0}\r\n\r\n"),
        ("NUL in the target", "GET /\u{0} HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("a control character in the target", "GET /\u{7F} HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("CONNECT", "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("too many fields", head(String(repeating: "A: b\r\n", count: 10_000))),
        ("a field too large", head("A: \(String(repeating: "x", count: 1 << 20))\r\n")),
        (
            "a target too large",
            "GET /\(String(repeating: "x", count: 1 << 20)) HTTP/1.1\r\nHost: x\r\n\r\n"
        ),
        ("an unknown coding", body("Transfer-Encoding: gzip\r\n", "")),
        ("chunked not last", body("Transfer-Encoding: chunked, gzip\r\n", "")),
        (
            "a coding in HTTP/1.0",
            "PUT /b/k HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
    ]

    /// What two readers of one connection could take for different requests.
    static let smuggling: [(name: String, text: String)] = [
        ("both framings", body("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        ("both, turned", body("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")),
        ("two lengths", body("Content-Length: 0\r\nContent-Length: 5\r\n", "")),
        ("a list of lengths", body("Content-Length: 0, 5\r\n", "")),
        ("a signed length", body("Content-Length: +0\r\n", "")),
        ("a negative length", body("Content-Length: -1\r\n", "")),
        ("a hexadecimal length", body("Content-Length: 0x0\r\n", "")),
        ("a length past 64 bits", body("Content-Length: 18446744073709551616\r\n", "")),
        ("an obscured coding", body("Transfer-Encoding: \u{B}chunked\r\n", "0\r\n\r\n")),
        (
            "a coding twice",
            body("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")
        ),
        ("a chunk size that is none", chunks("x\r\n")), ("a signed chunk size", chunks("-1\r\n")),
        ("a prefixed chunk size", chunks("0x5\r\nhello\r\n0\r\n\r\n")),
        ("a chunk size past 64 bits", chunks("FFFFFFFFFFFFFFFFF\r\n")),
        ("bare line feeds", chunks("5\nhello\n0\n\n")),
        ("a chunk longer than its size", chunks("3\r\nhello\r\n0\r\n\r\n")),
        (
            "an endless extension",
            chunks("5;\(String(repeating: "x", count: 1 << 20))\r\nhello\r\n0\r\n\r\n")
        ),
        ("endless trailers", chunks("0\r\n" + String(repeating: "A: b\r\n", count: 100_000))),
    ]

    static let targets = [
        "/b/%", "/b/%2", "/b/%zz", "/b/%00", "/b/a%00b", "/b/%ff%fe", "/b/%c0%af", "/b/%ed%a0%80",
        "/../etc/passwd", "/%2e%2e/x", "//b/k", "/b?list-type=2&max-keys=-1",
        "/b?list-type=2&max-keys=x", "/b?list-type=2&continuation-token=%00", "/B$/k",
    ]

    private static func head(_ fields: String) -> String {
        "GET / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n"
    }

    private static func body(_ fields: String, _ body: String) -> String {
        "PUT /smuggled/k HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\(body)"
    }

    private static func chunks(_ chunks: String) -> String {
        body("Transfer-Encoding: chunked\r\n", chunks)
    }

    /// The two listeners of the shared node.
    private func listeners() async throws -> [RawHTTPClient] {
        let node = try await SharedNode.get()
        return [node.s3, node.admin]
    }

    /// A refusal: 4xx or a 5xx that says "not this", or the end of the connection without a word.
    private func expectRefusal(_ answer: RawAnswer, _ name: String) {
        let isRefused = (400..<500).contains(answer.status) || [501, 505].contains(answer.status)
        #expect(
            isRefused || (answer.status == 0 && answer.end.isBroken),
            "\(name): \(answer.status)"
        )
        #expect(answer.end != .deadline, "\(name)")
    }

    @Test(arguments: heads.map(\.name))
    func `a head that is none is refused and the connection ends`(name: String) async throws {
        let text = try #require(Self.heads.first { $0.name == name }).text
        for listener in try await listeners() {
            let connection = try await RawConnection.open(port: listener.port)
            connection.expectAnswer()
            try await connection.send(text)
            expectRefusal(try await connection.readAnswer(), name)
            #expect(try await connection.readUntilClosed() != .deadline)
        }
    }

    @Test(arguments: smuggling.map(\.name))
    func `nothing is smuggled behind a doubtful body`(name: String) async throws {
        let text = try #require(Self.smuggling.first { $0.name == name }).text
        let mirror = try await Mirror.make()
        for listener in [mirror.node.s3, mirror.node.admin] {
            let inside = "GET /\(mirror.bucket)/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
            let connection = try await RawConnection.open(port: listener.port)
            connection.expectAnswer()
            let request = text.replacing("/smuggled/k", with: "/\(mirror.bucket)/k")
            try await connection.send(request + inside)
            let answer = try await connection.readAnswer()
            expectRefusal(answer, name)
            connection.expectAnswer()
            let second = try await connection.readAnswer()
            #expect(second.status == 0 && second.end.isBroken, "\(name): a second answer")
        }
        // Had the request behind it been read, the origin would know.
        #expect(mirror.gets("smuggled") == 0)
        #expect(try await mirror.node.listKeys(mirror.bucket) == [])
    }

    @Test(arguments: targets)
    func `a doubtful target is refused, never guessed at`(target: String) async throws {
        let mirror = try await Mirror.make()
        let client = mirror.node.s3
        let own = target.replacing("/b/", with: "/\(mirror.bucket)/")
            .replacing("/b?", with: "/\(mirror.bucket)?")
        let answer = try await client.request("GET", own)
        #expect((400..<500).contains(answer.status), "\(target): \(answer.status)")
        #expect(mirror.origin.requests.isEmpty)
    }

    @Test func `keys that look like paths stay keys`() async throws {
        let mirror = try await Mirror.make()
        let keys = ["../../../../etc/passwd", "..", ".", "a/../../b", "/etc/passwd", "C:\\x"]
        for key in keys {
            let put = try await mirror.put(key, Array(key.utf8))
            #expect(put.status == 200, "\(key)")
            #expect(try await mirror.get(key).text == key)
        }
        #expect(try await mirror.node.listKeys(mirror.bucket).count == keys.count)
    }

    @Test func `a client that stops in the middle of a head is sent away`() async throws {
        for listener in try await listeners() {
            let connection = try await RawConnection.open(port: listener.port)
            connection.expectAnswer()
            try await connection.send("GET / HTTP/1.1\r\nHost: x\r\nA: ")
            let end = try await connection.readUntilClosed(within: .seconds(90))
            #expect(end != .deadline)
        }
    }

    @Test func `a client that stops in the middle of a body is sent away, and nothing is stored`()
        async throws
    {
        let mirror = try await Mirror.make()
        let connection = try await RawConnection.open(port: mirror.node.s3.port)
        connection.expectAnswer()
        try await connection.send(
            "PUT /\(mirror.bucket)/k HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello"
        )
        #expect(try await connection.readUntilClosed(within: .seconds(90)) != .deadline)
        #expect(try await mirror.node.listKeys(mirror.bucket) == [])
    }

    @Test func `many idle connections do not keep anyone out`() async throws {
        let mirror = try await Mirror.make()
        mirror.serve("k", OriginResource(.text("served")))
        var idle: [RawConnection] = []
        for number in 0..<TestScale.pick(500, full: 5000) {
            let connection = try await RawConnection.open(port: mirror.node.s3.port)
            if number.isMultiple(of: 2) { try await connection.send("GET / HT") }
            idle.append(connection)
        }
        #expect(try await mirror.get("k").text == "served")
        for connection in idle { connection.reset() }
        #expect(try await mirror.get("k").text == "served")
    }

    @Test func `requests in one packet are answered in order`() async throws {
        let mirror = try await Mirror.make()
        for name in ["a", "b", "c"] { mirror.serve(name, OriginResource(.text(name))) }
        let connection = try await RawConnection.open(port: mirror.node.s3.port)
        let requests = ["a", "b", "c"].map {
            RawHTTPClient.bytes("GET", "/\(mirror.bucket)/\($0)", port: mirror.node.s3.port)
        }
        try await connection.send(requests.flatMap { $0 })
        for name in ["a", "b", "c"] {
            connection.expectAnswer()
            #expect(try await connection.readAnswer().text == name)
        }
    }

    @Test(arguments: ["", "Bearer wrong", "Basic YTpi", "Bearer"])
    func `the admin API is closed without its token`(authorization: String) async throws {
        let node = try await SharedNode.get()
        let fields = authorization.isEmpty ? [] : [(name: "Authorization", value: authorization)]
        for (method, target) in [
            ("GET", "/v1/kv"), ("PUT", "/v1/kv/stolen"), ("GET", "/v1/status"),
            ("GET", "/v1/fills"),
            ("DELETE", "/v1/kv/stolen"), ("GET", "/v1/route?path=a/b"),
        ] {
            let answer = try await node.admin.request(method, target, fields: fields)
            #expect(answer.status == 401 || answer.status == 403, "\(method) \(target)")
        }
        #expect(try await node.admin.request("GET", "/v1/health").status == 200)
    }
}
