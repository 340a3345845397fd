import HTTP1
import Testing

@Suite struct HeadParserTests {
    @Test func `a GET as an SDK sends it`() throws {
        let text =
            "GET /movies/a%20b.mp4?x-id=GetObject HTTP/1.1\r\nHost: 127.0.0.1:8400\r\n"
            + "RANGE: \t bytes=0-1 \r\nAccept:\r\nX-Amz-Meta-Color: r\u{FC}d\r\n\r\n"
        let head = try #require(Heads.parse(text + "GET /next").parsed)
        #expect(head.method == .get)
        #expect(head.target == "/movies/a%20b.mp4?x-id=GetObject")
        #expect(head.authority == nil)
        #expect(head.minorVersion == 1)
        #expect(
            head.fields == [
                "Host=127.0.0.1:8400", "RANGE=bytes=0-1", "Accept=", "X-Amz-Meta-Color=r\u{FC}d",
            ]
        )
        #expect(head.length == text.utf8.count)
        #expect(head.framing == .none)
        #expect(head.keepAlive)
        #expect(!head.expectsContinue)
    }

    @Test func `fields are found by name in any case, first and counted`() throws {
        let bytes = Array(
            "GET / HTTP/1.1\r\nhost: a\r\nIF-MATCH: \"1\"\r\nif-match: \"2\"\r\n\r\n".utf8
        )
        var parser = HeadParser()
        var head = RequestHead()
        #expect(try bytes.withUnsafeBytes { try parser.parse($0, into: &head) })
        #expect(head.count(of: .ifMatch) == 2)
        #expect(head.isRepeated(.ifMatch))
        #expect(head.first(.ifMatch).map { Array(bytes[$0]) } == Array("\"1\"".utf8))
        #expect(head.hostRange.map { Array(bytes[$0]) } == Array("a".utf8))
        #expect(head.count(of: .host) == 1)
        #expect(head.count(of: .range) == 0)
        #expect(head.first(.range) == nil)
        #expect(!head.has(.range))
    }

    @Test(arguments: KnownField.allCases)
    func `every known name is recognised in every case, and nothing near it`(
        field: KnownField
    ) throws {
        let name = "\(field.name)" + (field == .xAmzMeta ? "k" : "")
        let swapped = name.enumerated().map {
            $0.offset % 2 == 0 ? $0.element.uppercased() : "\($0.element)"
        }
        for written in [name, name.uppercased(), swapped.joined()] {
            #expect(try known(written) == field)
        }
        guard field != .xAmzMeta else { return }
        #expect(try known("x" + name) != field)
        #expect(try known(name + "x") != field)
        #expect(try known(String(name.dropLast()) + "~") != field)
        #expect(try known("!" + name.dropFirst()) != field)
    }

    private func known(_ name: String) throws -> KnownField? {
        // In a trailing position, HTTP/1.0, so that no rule of framing refuses the head.
        let text = "GET / HTTP/1.0\r\n\(name): "
        var parser = HeadParser()
        var head = RequestHead()
        _ = try Array((text + "1\r\nX: y").utf8).withUnsafeBytes { raw in
            try parser.parse(raw, into: &head)
        }
        return try #require(head.fields.first).known
    }

    @Test func `x-amz-meta- alone is no user metadata`() throws {
        #expect(try known("x-amz-meta-") == nil)
        #expect(try known("x-amz-meta-a") == .xAmzMeta)
    }

    @Test(arguments: [
        ("GET", Method.get), ("HEAD", .head), ("PUT", .put), ("POST", .post), ("DELETE", .delete),
        ("OPTIONS", .options), ("get", .other), ("PATCH", .other), ("GETS", .other),
        ("M-SEARCH!", .other), ("CONNECTS", .other),
    ])
    func `methods are case-sensitive tokens`(text: String, method: Method) {
        let verdict = Heads.parse("\(text) / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(verdict.parsed?.method == method)
        #expect(verdict.parsed?.methodText == text)
    }

    @Test(arguments: [
        ("http://h/p?q", "h", "/p?q"), ("HTTP://h:80/", "h:80", "/"), ("https://h", "h", ""),
        ("http://[::1]:8400?q", "[::1]:8400", "?q"), ("//h/p", nil, "//h/p"),
    ])
    func `targets in absolute form give their host and path`(
        target: String,
        authority: String?,
        path: String
    ) {
        let parsed = Heads.parse("GET \(target) HTTP/1.1\r\nHost: other\r\n\r\n").parsed
        #expect(parsed?.authority == authority)
        #expect(parsed?.target == path)
    }

    @Test(arguments: [
        ("1.1", "", true), ("1.1", "Connection: close\r\n", false),
        ("1.1", "Connection: keep-alive, CLOSE\r\n", false),
        ("1.1", "Connection: upgrade\r\nConnection: Close\r\n", false),
        ("1.1", "Connection: closed\r\n", true), ("1.9", "", true), ("1.0", "", false),
        ("1.0", "Connection: Keep-Alive\r\n", true),
        ("1.0", "Connection: keep-alive, close\r\n", false),
    ])
    func `the connection is kept as RFC 9112 section 9_3 says`(
        version: String,
        fields: String,
        keeps: Bool
    ) {
        let parsed = Heads.parse("GET / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n").parsed
        #expect(parsed?.keepAlive == keeps)
    }

    @Test(arguments: [
        ("1.1", "Content-Length: 5\r\nExpect: 100-Continue\r\n", true),
        ("1.1", "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", true),
        ("1.1", "Content-Length: 0\r\nExpect: 100-continue\r\n", false),
        ("1.1", "Expect: 100-continue\r\n", false), ("1.1", "Content-Length: 5\r\n", false),
        ("1.0", "Content-Length: 5\r\nExpect: 100-continue\r\n", false),
    ])
    func `only a body is worth a 100`(version: String, fields: String, expects: Bool) {
        let parsed = Heads.parse("PUT / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n").parsed
        #expect(parsed?.expectsContinue == expects)
    }

    @Test(arguments: [
        ("", BodyFraming.none), ("Content-Length: 0\r\n", .length(0)),
        ("Content-Length: 9223372036854775807\r\n", .length(9_223_372_036_854_775_807)),
        ("Content-Length: 0012\r\n", .length(12)), ("Transfer-Encoding: chunked\r\n", .chunked),
        ("Transfer-Encoding:\tCHUNKED\r\n", .chunked),
    ])
    func `the framing of a body`(fields: String, framing: BodyFraming) {
        let parsed = Heads.parse("PUT / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n").parsed
        #expect(parsed?.framing == framing)
    }

    @Test func `a head is used again without a trace of the one before`() throws {
        let first = Array(
            "PUT http://x/1 HTTP/1.0\r\nContent-Length: 3\r\nRange: a\r\nRange: b\r\n\r\n".utf8
        )
        let second = Array("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        var parser = HeadParser()
        var head = RequestHead()
        #expect(try first.withUnsafeBytes { try parser.parse($0, into: &head) })
        #expect(head.length == first.count)
        #expect(!parser.isWithinHead)
        #expect(try second.withUnsafeBytes { try parser.parse($0, into: &head) })
        #expect(head.length == second.count)
        #expect(head.authorityRange == nil)
        #expect(head.framing == .none)
        #expect(head.keepAlive)
        #expect(head.fields.count == 1)
        #expect(!head.has(.range) && !head.isRepeated(.range))
    }

    @Test func `a connection that ends within a head is told from one that ends between heads`()
        throws
    {
        var parser = HeadParser()
        var head = RequestHead()
        #expect(!parser.isWithinHead)
        let crlf = Array("\r\n".utf8)
        #expect(try !crlf.withUnsafeBytes { try parser.parse($0, into: &head) })
        #expect(!parser.isWithinHead)
        let more = Array("\r\nG".utf8)
        #expect(try !more.withUnsafeBytes { try parser.parse($0, into: &head) })
        #expect(parser.isWithinHead)
        let line = Array("\r\nGET / HTTP/1.1\r\n".utf8)
        #expect(try !line.withUnsafeBytes { try parser.parse($0, into: &head) })
        #expect(parser.isWithinHead)
    }
}
