import HTTP1
import TestSupport
import Testing

/// What the parser of response heads takes and refuses.
@Suite struct ResponseHeadTests {
    @Test(arguments: [
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"x\"\r\n\r\nhello",
            "200 1.1 length(5) keep 49 [\"Content-Length=5\", \"ETag=\\\"x\\\"\"]"
        ),
        (
            "HTTP/1.1 206 Partial Content\r\ntransfer-ENCODING: Chunked\r\n\r\n",
            "206 1.1 chunked keep 60 [\"transfer-ENCODING=Chunked\"]"
        ),
        ("HTTP/1.1 100 Continue\r\n\r\n", "100 1.1 none keep 25 []"),
        ("HTTP/1.1 200 OK\r\n\r\n", "200 1.1 untilClose close 19 []"),
        ("HTTP/1.1 204\r\n\r\n", "204 1.1 none keep 16 []"),
        (
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n",
            "304 1.1 none keep 49 [\"Content-Length=77\"]"
        ),
        (
            "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
            "200 1.0 none close 38 [\"Content-Length=0\"]"
        ),
        (
            "HTTP/1.0 200 OK\r\nContent-Length: 9\r\nConnection: x, Keep-Alive\r\n\r\n",
            "200 1.0 length(9) keep 65 [\"Content-Length=9\", \"Connection=x, Keep-Alive\"]"
        ),
        (
            "HTTP/1.1 500 \u{FC}ber\r\nConnection: CLOSE\r\nContent-Length: 3\r\n\r\n",
            "500 1.1 length(3) close 60 [\"Connection=CLOSE\", \"Content-Length=3\"]"
        ),
    ]) func `a good head is read as it stands`(text: String, expected: String) {
        #expect(ResponseHeads.parse(text) == expected)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\nA: b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\rA: b\r\n\r\n", "HTTP/1.1 200 O\0K\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 +20 OK\r\n\r\n", "http/1.1 200 OK\r\n\r\n",
        "HTTP/1.x 200 OK\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: b\r\n\r\n", "HTTP/1.1 200 OK\r\nnothing\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ]) func `what two readers could take differently is refused`(text: String) {
        #expect(ResponseHeads.parse(text).hasPrefix("refused: "), "\(text)")
    }

    @Test func `the answer to a HEAD has no body, whatever its head says`() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"
        #expect(ResponseHeads.parse(text, isHeadRequest: true).contains(" none keep "))
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(ResponseHeads.parse(chunked, isHeadRequest: true).contains(" none keep "))
    }

    @Test func `a head beyond its limits is refused before it is complete`() {
        let limits = ResponseHeadLimits(headBytes: 64, fields: 2)
        let long = "HTTP/1.1 200 OK\r\nA: " + String(repeating: "x", count: 60)
        #expect(ResponseHeads.parse(long, limits: limits).contains("too large"))
        let many = "HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nC: 3\r\n"
        #expect(ResponseHeads.parse(many, limits: limits).contains("too large"))
    }

    @Test func `one parser reads head after head`() throws {
        var parser = ResponseHeadParser()
        var head = ReceivedHead()
        for status in [100, 200] {
            let bytes = Array("HTTP/1.1 \(status) X\r\nContent-Length: 0\r\n\r\n".utf8)
            let isComplete = try bytes.withUnsafeBytes {
                try parser.parse($0, isHeadRequest: false, into: &head)
            }
            #expect(isComplete && head.status == status && head.fields.count == 1)
        }
    }

    @Test(arguments: 1...40)
    func `mutated heads get the same verdict in pieces and never crash`(seed: Int) {
        var random = ByteMutator(seed: UInt64(seed), lively: "\r\n\t :,;01HTP/\0\u{7F}Cc")
        let small = ResponseHeadLimits(headBytes: 80, fields: 2)
        for _ in 0..<150 {
            let texts = ResponseHeads.corpus
            var bytes = Array(texts[random.below(texts.count)].utf8)
            for _ in 0...random.below(4) { random.mutate(&bytes) }
            for limits in [ResponseHeadLimits(), small] {
                let whole = ResponseHeads.parse(bytes, limits: limits)
                for step in [1, 1 + random.below(9)] {
                    let pieces = ResponseHeads.parse(bytes, step: step, limits: limits)
                    #expect(pieces == whole, "seed \(seed), step \(step): \(bytes)")
                }
            }
        }
    }

    @Test func `fields of the connection end at a proxy and no others`() throws {
        let text =
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, X-Mine, host, Authorization\r\n"
            + "Keep-Alive: 5\r\nProxy-Connection: x\r\nTE: trailers\r\nUpgrade: h2c\r\nx-mine: 1\r\n"
            + "X-Mine-Too: 1\r\nAuthorization: s\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n"
        let bytes = Array(text.utf8)
        var parser = HeadParser()
        var head = RequestHead()
        let kept = try bytes.withUnsafeBytes { raw in
            let isComplete = try parser.parse(raw, into: &head)
            #expect(isComplete && HopByHop.appears(in: head))
            return head.fields.filter { !HopByHop.drops($0, of: head.fields, in: raw) }
                .map { String(decoding: raw[$0.name], as: UTF8.self) }
        }
        #expect(
            kept == ["Host", "X-Mine-Too", "Authorization", "Transfer-Encoding", "Trailer"]
        )
    }
}
