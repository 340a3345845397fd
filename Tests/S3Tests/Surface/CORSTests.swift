import S3
import Testing

@Suite struct CORSTests {
    private func configuration(_ rules: String) throws -> CORSConfiguration {
        let text = "<CORSConfiguration>\(rules)</CORSConfiguration>"
        return try CORSConfiguration(document: try XMLReader.read(Array(text.utf8)))
    }

    private static let rule =
        "<CORSRule><ID>one</ID><AllowedOrigin>https://*.a.com</AllowedOrigin>"
        + "<AllowedMethod>GET</AllowedMethod><AllowedHeader>X-Amz-*</AllowedHeader>"
        + "<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>5</MaxAgeSeconds></CORSRule>"
    private static let open =
        "<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>PUT</AllowedMethod></CORSRule>"

    @Test func `the first rule that admits origin, method and headers answers`() throws {
        let rules = try configuration(Self.rule + Self.open)
        let lines = try #require(rules.lines(origin: "https://b.a.com", method: "GET"))
        #expect(text(lines).contains("Access-Control-Allow-Origin: https://b.a.com\r\n"))
        #expect(text(lines).contains("Access-Control-Allow-Credentials: true\r\n"))
        #expect(text(lines).contains("Vary: Origin"))
        let any = try #require(rules.lines(origin: "http://x", method: "PUT"))
        #expect(text(any).contains("Access-Control-Allow-Origin: *\r\n"))
        #expect(!text(any).contains("Credentials"))
        #expect(rules.lines(origin: "https://a.com", method: "GET") == nil)
        #expect(rules.lines(origin: "https://b.a.com", method: "DELETE") == nil)
        let asked = rules.preflightLines(
            origin: "https://b.a.com",
            method: "GET",
            headers: ["x-AMZ-date"]
        )
        #expect(text(asked ?? []).contains("Access-Control-Max-Age: 5\r\n"))
        #expect(
            rules.preflightLines(origin: "https://b.a.com", method: "GET", headers: ["other"])
                == nil
        )
    }

    @Test func `rules come back from the document that is kept`() throws {
        let rules = try configuration(Self.rule + Self.open)
        #expect(CORSConfiguration(stored: rules.document) == rules)
        #expect(CORSConfiguration(stored: Array("<x/>".utf8)) == nil)
    }

    @Test(arguments: [
        ("", S3ErrorCode.malformedXML), ("<CORSRule/>", .malformedXML),
        (open.replacing("PUT", with: "OPTIONS"), .invalidRequest),
        (open.replacing("<AllowedOrigin>*<", with: "<AllowedOrigin>*.a.*<"), .invalidRequest),
        (
            open.replacing("<AllowedOrigin>*<", with: "<AllowedOrigin>a&#13;&#10;b<"),
            .invalidRequest
        ),
        (String(repeating: open, count: 101), .malformedXML),
    ])
    func `rules that cannot be are refused`(rules: String, code: S3ErrorCode) {
        #expect(Requests.code { try configuration(rules) } == code)
    }

    @Test func `a preflight says what it asks`() throws {
        let fields = [
            "Origin: http://a", "Access-Control-Request-Method: PUT",
            "Access-Control-Request-Headers: a,  b ,c",
        ]
        try Requests.with("OPTIONS /b/k", fields) { head, bytes in
            let request = try PreflightRequest(head, in: bytes)
            #expect(request.origin == "http://a" && request.method == "PUT")
            #expect(request.headers == ["a", "b", "c"])
        }
        for missing in 0...1 {
            var some = fields
            some.remove(at: missing)
            try Requests.with("OPTIONS /b/k", some) { head, bytes in
                #expect(
                    Requests.code { try PreflightRequest(head, in: bytes) } == .invalidRequest
                )
            }
        }
    }
}
