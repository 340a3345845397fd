import HTTP1

/// Heads as texts, and what the parser makes of them.
enum Heads {
    /// Parses what arrives in pieces of `step` bytes, each time in memory of its own.
    static func parse(
        _ bytes: [UInt8],
        step: Int = .max,
        limits: HeadLimits = HeadLimits()
    ) -> Verdict {
        var parser = HeadParser(limits: limits)
        var head = RequestHead()
        var given = 0
        repeat {
            given += min(step, bytes.count - given)
            let piece = Array(bytes[..<given])
            do {
                let isComplete = try piece.withUnsafeBytes { raw in
                    try parser.parse(raw, into: &head)
                }
                if isComplete { return .head(summary(head, piece)) }
            } catch let error as HTTPError {
                return .refused(error)
            } catch {
                preconditionFailure("the parser threw \(error)")
            }
        } while given < bytes.count
        return .incomplete
    }

    static func parse(_ text: String, limits: HeadLimits = HeadLimits()) -> Verdict {
        parse(Array(text.utf8), limits: limits)
    }

    private static func summary(_ head: RequestHead, _ bytes: [UInt8]) -> Verdict.Head {
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        return Verdict.Head(
            method: head.method,
            methodText: text(head.methodRange),
            target: text(head.targetRange),
            authority: head.authorityRange.map(text),
            minorVersion: head.minorVersion,
            fields: head.fields.map { "\(text($0.name))=\(text($0.value))" },
            length: head.length,
            framing: head.framing,
            keepAlive: head.keepAlive,
            expectsContinue: head.expectsContinue
        )
    }

    /// Heads of all kinds, good and bad, for the comparisons of pieces with the whole.
    static let corpus: [String] = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\r\nHEAD /b/k?x-id=HeadObject HTTP/1.1\r\nhOsT: a:8400\r\nRange: bytes=0-\r\n\r\n",
        "PUT /b/k HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi",
        "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTE: x\r\n\r\n0\r\n\r\n",
        "GET http://host:80/p?q HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n",
        "GET /b/k HTTP/1.0\r\nConnection: Keep-Alive\r\nX-Amz-Meta-A: \tv\t \r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost:\r\nAccept: */*\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/2.0\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "GET /\u{FC} HTTP/1.1\r\nHost: a\r\nX: \u{FC}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\rb\r\n\r\n",
    ]
}
