import HTTP1
import Testing

/// What is refused, and with which status.
///
/// The pairs that smuggle a request past a reader that takes them differently (RFC 9112 section
/// 11.2) come one by one.
@Suite struct HeadRefusalTests {
    private func status(ofFields fields: String, version: String = "1.1") -> Int {
        Heads.parse("POST /b/k HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n").status
    }

    @Test(arguments: [
        "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
        "Content-Length: 6\r\nTransfer-Encoding: identity\r\n",
        "Content-Length: 6\r\nTransfer-Encoding:\r\n",
    ])
    func `Content-Length together with Transfer-Encoding`(fields: String) {
        #expect(status(ofFields: fields) == 400)
    }

    @Test(arguments: [
        "Content-Length: 6\r\nContent-Length: 5\r\n", "Content-Length: 6\r\nContent-Length: 6\r\n",
        "Content-Length: 6, 6\r\n", "Content-Length: 6,5\r\n", "Content-Length: 6,\r\n",
    ])
    func `Content-Length repeated or a list`(fields: String) {
        #expect(status(ofFields: fields) == 400)
    }

    @Test(arguments: [
        "+6", "-6", "6 6", "6 ;a", "0x6", "6.0", "1e2", "", "six", "\u{0666}", "6\t6", "\"6\"",
        "9223372036854775808", "18446744073709551622", "00000000000000000006",
    ])
    func `Content-Length that is not a number`(value: String) {
        #expect(status(ofFields: "Content-Length: \(value)\r\n") == 400)
    }

    @Test(arguments: [
        ("xchunked", 400), ("chunked, identity", 400), ("chunked, chunked", 400), ("", 400),
        ("gzip", 400), ("identity", 400), (", chunked", 400), ("chunked,", 400),
        ("chunked;q=1", 400), ("\"chunked\"", 400), ("chunked chunked", 400),
        ("'chunked'", 400), ("chunk\u{212A}ed", 400), ("gzip, chunked", 501),
        ("identity, chunked", 501),
    ])
    func `Transfer-Encoding that is not chunked alone`(value: String, expected: Int) {
        #expect(status(ofFields: "Transfer-Encoding: \(value)\r\n") == expected)
    }

    @Test(arguments: [
        ("chunked\r\nTransfer-Encoding: chunked", 400),
        ("chunked\r\nTransfer-Encoding: identity", 400),
        ("identity\r\nTransfer-Encoding: chunked", 501),
        ("\r\nTransfer-Encoding: chunked", 400),
    ])
    func `Transfer-Encoding on two lines`(value: String, expected: Int) {
        #expect(status(ofFields: "Transfer-Encoding: \(value)\r\n") == expected)
    }

    @Test func `Transfer-Encoding in HTTP 1_0`() {
        #expect(status(ofFields: "Transfer-Encoding: chunked\r\n", version: "1.0") == 400)
    }

    @Test(arguments: [
        "Transfer-Encoding : chunked\r\n", "Transfer-Encoding\t: chunked\r\n",
        " Transfer-Encoding: chunked\r\n", "\tTransfer-Encoding: chunked\r\n",
        "X: y\r\n Transfer-Encoding: chunked\r\n", "X: y\r\n\tz\r\n", "X: y\r\n \r\n",
        "Transfer-Encoding:\r\n chunked\r\n", "Transfer Encoding: chunked\r\n", ": x\r\n",
        "Transfer-Encoding\r\n", "X[]: y\r\n", "X\u{FC}: y\r\n", "\"X\": y\r\n", "X,Y: z\r\n",
    ])
    func `field lines with white space or signs where none may be, and folds`(fields: String) {
        #expect(status(ofFields: fields) == 400)
    }

    @Test(arguments: [
        "X: y\nTransfer-Encoding: chunked\r\n", "X: y\rTransfer-Encoding: chunked\r\n",
        "X: y\r\rz\r\n", "X: y\r \nz\r\n", "X: \0\r\n", "X: a\u{B}b\r\n", "X: a\u{7F}\r\n",
        "X\0: y\r\n", "X: \u{1}\r\n", "Transfer-Encoding: \u{B}chunked\r\n",
        "Transfer-Encoding: chunked\u{C}\r\n", "\n", "\r",
    ])
    func `bare CR, bare LF, NUL and other control characters`(fields: String) {
        #expect(status(ofFields: fields) == 400)
    }

    @Test(arguments: [
        "GET /\r\n\r\n", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\tHTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\0 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a\u{1F} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\u{7F} HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\rHost: a\r\n\r\n", "GET / http/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/11\r\nHost: a\r\n\r\n", "GET / HTTP/1.11\r\nHost: a\r\n\r\n",
        "GET / HTTP/+1.1\r\nHost: a\r\n\r\n", "GET HTTP/1.1\r\nHost: a\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", "/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET b/k HTTP/1.1\r\nHost: a\r\n\r\n", "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET http:///p HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://u@h/p HTTP/1.1\r\nHost: a\r\n\r\n", "GET h:80 HTTP/1.1\r\nHost: a\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{FC}\u{3}\u{3}",
    ])
    func `malformed request lines`(text: String) {
        #expect(Heads.parse(text).status == 400)
    }

    @Test(arguments: [
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505), ("GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505),
        ("PRI * HTTP/2.0\r\n\r\n", 505), ("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501),
        ("CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: miracles\r\n\r\n", 417),
        ("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue, x\r\n\r\n", 417),
    ])
    func `versions, CONNECT and expectations`(text: String, expected: Int) {
        #expect(Heads.parse(text).status == expected)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", 400),
        ("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET http://a/ HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a?b\r\n\r\n", 400),
        ("GET / HTTP/1.0\r\n\r\n", 200), ("GET / HTTP/1.1\r\nHost:\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200),
    ])
    func `the Host field is there once and well-formed`(text: String, expected: Int) {
        #expect(Heads.parse(text).status == expected)
    }

    @Test func `a few empty lines may come first`() {
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(Heads.parse(String(repeating: "\r\n", count: 4) + request).status == 200)
        #expect(Heads.parse(String(repeating: "\r\n", count: 5) + request).status == 400)
        #expect(Heads.parse("\n" + request).status == 400)
    }

    @Test func `limits hold to the byte`() {
        let limits = HeadLimits(headBytes: 200, fields: 3, targetBytes: 50)
        func head(target: Int = 1, fields: Int = 1, total: Int? = nil) -> String {
            var text = "GET /\(String(repeating: "t", count: target - 1)) HTTP/1.1\r\nHost: a\r\n"
            for _ in 1..<fields { text += "x: y\r\n" }
            if let total {
                text += "p: \(String(repeating: "p", count: total - text.utf8.count - 7))\r\n"
            }
            return text + "\r\n"
        }
        #expect(head(total: 200).utf8.count == 200)
        #expect(Heads.parse(head(total: 200), limits: limits).status == 200)
        #expect(Heads.parse(head(total: 201), limits: limits).status == 431)
        #expect(Heads.parse(head(fields: 3), limits: limits).status == 200)
        #expect(Heads.parse(head(fields: 4), limits: limits).status == 431)
        #expect(Heads.parse(head(target: 50), limits: limits).status == 200)
        #expect(Heads.parse(head(target: 51), limits: limits).status == 414)
        #expect(Heads.parse(head(target: 150), limits: limits).status == 414)
        #expect(Heads.parse(String(repeating: "G", count: 98), limits: limits).status == 0)
        #expect(Heads.parse(String(repeating: "G", count: 100), limits: limits).status == 414)
    }
}
