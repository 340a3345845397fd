import HTTP1
import TestSupport
import Testing

@Suite struct ChunkedDecoderTests {
    enum Outcome: Equatable {
        case body(String, trailers: [String], left: Int)
        case incomplete(String)
        case refused(Int)
    }

    private func decode(
        _ text: String,
        step: Int = .max,
        limits: ChunkedLimits = ChunkedLimits()
    ) -> Outcome {
        let bytes = Array(text.utf8)
        var decoder = ChunkedDecoder(limits: limits)
        var body: [UInt8] = []
        var given = 0
        while given < bytes.count {
            let end = given + min(step, bytes.count - given)
            let piece = Array(bytes[given..<end])
            given = end
            var position = 0
            do {
                pieces: while true {
                    let taken = try piece.withUnsafeBytes { raw in
                        try decoder.decode(raw, position: &position)
                    }
                    switch taken {
                    case .needsMore:
                        #expect(position == piece.count)
                        break pieces
                    case .data(let range):
                        #expect(!range.isEmpty && range.upperBound == position)
                        body += piece[range]
                    case .end:
                        let trailers = decoder.trailers.map {
                            String(decoding: $0.name + [0x3D] + $0.value, as: UTF8.self)
                        }
                        return .body(
                            String(decoding: body, as: UTF8.self),
                            trailers: trailers,
                            left: bytes.count - end + piece.count - position
                        )
                    }
                }
            } catch let error as HTTPError {
                return .refused(error.status)
            } catch {
                preconditionFailure("the decoder threw \(error)")
            }
        }
        return .incomplete(String(decoding: body, as: UTF8.self))
    }

    static let good: [(String, String, [String])] = [
        ("0\r\n\r\n", "", []), ("5\r\nhello\r\n0\r\n\r\n", "hello", []),
        ("5\r\nhello\r\n00006\r\n world\r\n000\r\n\r\n", "hello world", []),
        ("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789", []),
        ("1;a=b\r\nx\r\n1;c=\"d;e\"\r\ny\r\n0;f\r\n\r\n", "xy", []),
        ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n", []),
        ("0\r\nX-Sum: \t1 \r\nb:\r\n\r\n", "", ["X-Sum=1", "b="]),
    ]

    @Test(arguments: good)
    func `bodies, whole and in pieces`(text: String, body: String, trailers: [String]) {
        for step in [Int.max, 1, 2, 3] {
            #expect(decode(text, step: step) == .body(body, trailers: trailers, left: 0))
        }
        #expect(decode(text + "GET /") == .body(body, trailers: trailers, left: 5))
    }

    @Test(arguments: good)
    func `a body that is cut off is never complete`(
        text: String,
        body: String,
        trailers: [String]
    ) {
        for count in 0..<text.utf8.count {
            let outcome = decode(String(decoding: Array(text.utf8)[..<count], as: UTF8.self))
            guard case .incomplete = outcome else {
                Issue.record("\(count) bytes gave \(outcome)")
                continue
            }
        }
    }

    @Test(arguments: [
        "\r\n", "g\r\n", "-1\r\n", "+1\r\nx\r\n", "0x1\r\nx\r\n", " 1\r\nx\r\n", "1 \r\nx\r\n",
        "1\t;a\r\nx\r\n", "1\nx\n0\n\n", "1\r\nx\n", "1\rx", "1\r\nxy\r\n", "1\r\nx\r\r\n",
        "1\r\nx0\r\n", "2\r\nx\r\n0\r\n\r\n", ";a\r\n", "1;a\nb\r\nx\r\n", "1;a\0\r\nx\r\n",
        "1;a\rb\r\nx", "8000000000000000\r\n", "FFFFFFFFFFFFFFFF\r\n", "00000000000000001\r\n",
        "10000000000000000\r\n", "1,1\r\nx\r\n", "0\r\nX : y\r\n\r\n", "0\r\n folded\r\n\r\n",
        "0\r\nX: y\n\r\n", "0\r\nX\r\n\r\n", "0\r\nX: \0\r\n\r\n", "0\r\n\n", "0\r\n\rx",
        "0\r\nContent-Length: 5\r\n\r\n", "0\r\ntransfer-encoding: chunked\r\n\r\n",
        "0\r\nHost: b\r\n\r\n", "0\r\n: y\r\n\r\n",
    ])
    func `what RFC 9112 section 7_1 does not write is refused`(text: String) {
        #expect(decode(text) == .refused(400))
        #expect(decode(text, step: 1) == .refused(400))
    }

    @Test func `digits, extensions and trailers are bounded`() {
        var limits = ChunkedLimits(sizeDigits: 4, extensionBytes: 8, trailerBytes: 14)
        #expect(
            decode("0001\r\nx\r\n0\r\n\r\n", limits: limits) == .body("x", trailers: [], left: 0)
        )
        #expect(decode("00001\r\nx\r\n0\r\n\r\n", limits: limits) == .refused(400))
        #expect(decode("0;1234567\r\n\r\n", limits: limits) == .body("", trailers: [], left: 0))
        #expect(decode("0;12345678\r\n\r\n", limits: limits) == .refused(400))
        // Every byte but the LFs counts: "abcd: 123456" is 12, and a CR for each of the two lines.
        #expect(
            decode("0\r\nabcd: 123456\r\n\r\n", limits: limits)
                == .body("", trailers: ["abcd=123456"], left: 0)
        )
        #expect(decode("0\r\nabcd: 1234567\r\n\r\n", limits: limits) == .refused(431))
        limits = ChunkedLimits(trailerFields: 2)
        #expect(decode("0\r\na:1\r\nb:2\r\nc:3\r\n\r\n", limits: limits) == .refused(431))
    }

    @Test func `one-byte chunks with long extensions are refused, signed 8 KiB chunks are not`() {
        let extensionText = ";chunk-signature=" + String(repeating: "a", count: 64)
        let tiny = String(repeating: "1\(extensionText)\r\nx\r\n", count: 300)
        #expect(decode(tiny) == .refused(400))
        let data = String(repeating: "d", count: 8192)
        let large = String(repeating: "2000\(extensionText)\r\n\(data)\r\n", count: 300)
        guard case .incomplete = decode(large) else {
            Issue.record("signed chunks were refused")
            return
        }
    }

    @Test func `a gigantic chunk of which little has come costs nothing`() {
        #expect(decode("7FFFFFFFFFFFFFFF\r\nab") == .incomplete("ab"))
    }

    @Test(arguments: 1...20)
    func `mutated bodies get the same outcome in pieces`(seed: Int) {
        var random = ByteMutator(seed: UInt64(seed), lively: "\r\n\t :,;/#?%\0\u{7F}0AGHx")
        for _ in 0..<150 {
            var bytes = Array(Self.good[random.below(Self.good.count)].0.utf8)
            for _ in 0...random.below(3) { random.mutate(&bytes) }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(decode(text, step: 1) == decode(text), "seed \(seed): \(bytes)")
        }
    }
}
