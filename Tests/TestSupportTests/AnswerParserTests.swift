import TestSupport
import Testing

@Suite struct AnswerParserTests {
    private func parse(
        _ text: String,
        piece: Int = .max,
        isHeadOnly: Bool = false,
        endedBy end: AnswerEnd? = nil
    ) -> RawAnswer {
        var parser = AnswerParser(isHeadOnly: isHeadOnly, sink: .collect)
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: min(piece, bytes.count)) {
            bytes[start..<min(bytes.count, start + min(piece, bytes.count))].withUnsafeBytes {
                _ = parser.feed($0)
            }
        }
        if let end { parser.connectionEnded(end) }
        return parser.answer
    }

    @Test(arguments: [1, 2, 3, 1000])
    func `a chunked answer in pieces of any size`(piece: Int) {
        let answer = parse(
            "HTTP/1.1 200 OK\r\nA:  b \r\ntransfer-encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nT: x\r\n\r\nrest",
            piece: piece
        )
        #expect(answer.end == .clean)
        #expect(answer.text == "abc0123456789")
        #expect(answer["a"] == "b")
    }

    @Test func `the ends of answers are told apart`() {
        let head = "HTTP/1.1 200 OK\r\n"
        #expect(parse(head + "Content-Length: 3\r\n\r\nabc").end == .clean)
        #expect(parse(head + "Content-Length: 3\r\n\r\nab").end == .open)
        #expect(parse(head + "Content-Length: 3\r\n\r\nab", endedBy: .short).end == .short)
        #expect(parse(head + "Content-Length: 3\r\n\r\nab", endedBy: .reset).end == .reset)
        #expect(parse(head + "\r\nab", endedBy: .short).end == .cleanByClose)
        #expect(parse(head + "\r\nab", endedBy: .reset).end == .reset)
        let chunked = head + "Transfer-Encoding: chunked\r\n\r\n"
        #expect(parse(chunked + "2\r\nab\r\n", endedBy: .short).end == .short)
        #expect(parse(head + "Content-Length: 3\r\n\r\n", isHeadOnly: true).end == .clean)
    }

    @Test func `what could pass for an answer but is none is called malformed`() {
        for text in [
            "HTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na",
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\nab\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
        ] {
            guard case .malformed = parse(text).end else {
                Issue.record("taken for an answer: \(text)")
                continue
            }
        }
    }

    @Test func `interim heads are not the answer`() {
        let answer = parse(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\n"
                + "HTTP/1.1 204 None\r\n\r\n"
        )
        #expect(answer.interimStatuses == [100, 103])
        #expect(answer.status == 204)
        #expect(answer.end == .clean)
    }

    @Test func `the XML of lists and errors`() {
        let answer = parse(
            "HTTP/1.1 404 No\r\nContent-Length: 53\r\n\r\n<E><Code>NoSuchKey</Code><K>a</K><K>b&amp;</K><N></N></E>"
        )
        #expect(answer.xml("Code") == "NoSuchKey")
        #expect(answer.xmlAll("K") == ["a", "b&amp;"])
        #expect(answer.xml("M") == nil)
    }
}
