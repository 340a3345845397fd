import Hashing
import Testing

@Suite struct HashingTests {
    @Test func `digests of the published examples`() {
        // RFC 1321 A.5, FIPS 180-2 B.1, RFC 3174 7.3
        #expect(
            Hexadecimal.encode(Digest.of("abc".utf8, .md5)) == "900150983cd24fb0d6963f7d28e17f72"
        )
        #expect(
            Hexadecimal.encode(Digest.of("abc".utf8, .sha256))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        #expect(
            Hexadecimal.encode(Digest.of("abc".utf8, .sha1))
                == "a9993e364706816aba3e25717850c26c9cd0d89d"
        )
    }

    @Test func `a digest over pieces is the digest of the whole`() {
        var digest = Digest(.md5)
        for piece in ["a", "", "bc"] {
            Array(piece.utf8).withUnsafeBytes { digest.update($0) }
        }
        #expect(digest.finish() == Digest.of("abc".utf8, .md5))
    }

    @Test func `HMAC-SHA256 of RFC 4231 case 2`() {
        let code = MessageAuthentication.sha256(
            key: Array("Jefe".utf8),
            message: "what do ya want for nothing?".utf8
        )
        #expect(
            Hexadecimal.encode(code)
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        )
        #expect(MessageAuthentication.equal(code, code))
        #expect(!MessageAuthentication.equal(code, code.dropLast()))
        #expect(!MessageAuthentication.equal(code, code.reversed()))
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `base64 of RFC 4648 section 10`(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test(arguments: ["A", "AA", "AAA", "A===", "Zh==", "Zm9=", "Zm9v\n", "Zm-_", "=Zg=", "Z=g="])
    func `what is not strict base64 is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `hexadecimal comes back, and what is none is refused`() {
        #expect(Hexadecimal.decode("00fFa9") == [0, 255, 0xA9])
        #expect(Hexadecimal.decode("0") == nil)
        #expect(Hexadecimal.decode("0g") == nil)
        #expect(Hexadecimal.encode([0, 255, 0xA9]) == "00ffa9")
    }

    @Test func `a kept key of HMAC-SHA256 gives the codes of RFC 4231`() {
        let short = HMACKey(Array("Jefe".utf8))
        let message = Array("what do ya want for nothing?".utf8)
        let code = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        #expect(Hexadecimal.encode(short.code(message)) == code)
        #expect(Hexadecimal.encode(short.code(message)) == code)
        let long = HMACKey([UInt8](repeating: 0xAA, count: 131))
        #expect(
            Hexadecimal.encode(
                long.code(Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8))
            ) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        )
    }

    @Test func `a copy of a SHA-256 under way goes on from where it was`() {
        var state = SHA256State()
        state.update(Array("ab".utf8))
        var copy = state
        copy.update(Array("c".utf8))
        #expect(copy.finish() == Digest.of("abc".utf8, .sha256))
        #expect(state.finish() == Digest.of("ab".utf8, .sha256))
    }
}
