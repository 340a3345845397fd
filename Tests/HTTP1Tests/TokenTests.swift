import HTTP1
import Testing

@Suite struct TokenTests {
    private func with<R>(_ text: String, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        Array(text.utf8).withUnsafeBytes(body)
    }

    @Test func `case of letters does not count, other characters do`() {
        #expect(with("CLOSE") { Token.equal($0, "close") })
        #expect(with("cLoSe") { Token.equal($0, "close") })
        #expect(!with("close ") { Token.equal($0, "close") })
        #expect(!with("clos") { Token.equal($0, "close") })
        // Upper-case pairs that differ by 0x20 without being letters.
        #expect(!with("a@b") { Token.equal($0, "a`b") })
        #expect(!with("[") { Token.equal($0, "{") })
        #expect(with("X-AMZ-Meta-x") { Token.hasPrefix($0, "x-amz-meta-") })
        #expect(!with("x-amz-met") { Token.hasPrefix($0, "x-amz-meta-") })
        #expect(with("aB") { left in with("Ab") { Token.equal(left, $0) } })
        #expect(!with("aB") { left in with("AbC") { Token.equal(left, $0) } })
    }

    @Test func `tokens are the tchar of RFC 9110`() {
        let marks = "!#$%&'*+-.^_`|~"
        for byte in UInt8(0)...255 {
            let scalar = Character(Unicode.Scalar(byte))
            let expected =
                byte < 128 && (scalar.isLetter || scalar.isNumber || marks.contains(scalar))
            #expect([byte].withUnsafeBytes { Token.isToken($0) } == expected, "\(byte)")
        }
        #expect(!with("") { Token.isToken($0) })
    }

    @Test func `lists are split at commas and trimmed`() {
        let bytes = Array("x: a, \tb ,,c:".utf8)
        let parts = bytes.withUnsafeBytes { raw in
            var elements = ListElements(3..<12)
            var parts: [String] = []
            while let element = elements.next(in: raw) {
                parts.append(String(decoding: raw[element], as: UTF8.self))
            }
            return parts
        }
        #expect(parts == ["a", "b", "", "c"])
    }

    @Test func `statuses have phrases, unknown ones none`() {
        #expect(ReasonPhrase.text(206).description == "Partial Content")
        #expect(ReasonPhrase.text(416).description == "Range Not Satisfiable")
        #expect(ReasonPhrase.text(508).description == "Loop Detected")
        #expect(ReasonPhrase.text(299).description == "")
    }
}
