import Hashing
import Sealing
import Testing

@Suite struct KeyringTests {
    private static let text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    private let key: ClusterKey
    private let ring: Keyring

    init() throws {
        key = try ClusterKey(base64: Self.text)
        ring = try Keyring([key])
    }

    @Test func `what one ring seals another with the same key opens`() throws {
        let other = try Keyring(text: Self.text)
        for length in [0, 1, 15, 16, 17, 1_360] {
            let plaintext = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
            let sealed = ring.seal(plaintext, associated: [1, 2], for: .datagrams)
            #expect(sealed.count == length + Keyring.overhead)
            #expect(try other.open(sealed, associated: [1, 2], for: .datagrams) == plaintext)
        }
    }

    @Test func `a datagram and its seal are 1,400 bytes at most`() {
        #expect(Keyring.overhead == 40)
    }

    @Test func `no bit of a sealed message may be changed`() throws {
        let sealed = ring.seal(Array("movie/one.mkv".utf8), associated: [7])
        for index in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[index] ^= 1 << UInt8(bit)
                #expect(throws: SealingError.self) {
                    try ring.open(changed, associated: [7])
                }
            }
        }
        for count in sealed.indices {
            #expect(throws: SealingError.self) {
                try ring.open(Array(sealed.prefix(count)), associated: [7])
            }
        }
        #expect(throws: SealingError.notAuthentic) {
            try ring.open(sealed + [0], associated: [7])
        }
    }

    @Test func `a message opens for its use and its place only`() throws {
        let sealed = ring.seal([1, 2, 3], associated: [7], for: .datagrams)
        #expect(throws: SealingError.notAuthentic) {
            try ring.open(sealed, associated: [7], for: .secretsAtRest)
        }
        #expect(throws: SealingError.notAuthentic) {
            try ring.open(sealed, associated: [8], for: .datagrams)
        }
    }

    @Test func `two seals of one plaintext have nothing in common but the head`() {
        let first = ring.seal([UInt8](repeating: 0, count: 64))
        let second = ring.seal([UInt8](repeating: 0, count: 64))
        #expect(first.prefix(9) == second.prefix(9))
        #expect(first.dropFirst(9) != second.dropFirst(9))
        #expect(first.dropFirst(24).prefix(64) != second.dropFirst(24).prefix(64))
    }

    @Test func `a rotation loses nothing in any of its steps`() throws {
        let (old, new) = (key, ClusterKey.random())
        let steps = [[old], [old, new], [new, old], [new]]
        let rings = try steps.map { try Keyring($0) }
        for (earlier, later) in zip(rings, rings.dropFirst()) {
            #expect(try later.open(earlier.seal([1, 2])) == [1, 2])
            #expect(try earlier.open(later.seal([1, 2])) == [1, 2])
        }
        let first = rings[0].seal([1])
        #expect(throws: SealingError.unknownKey(old.id)) { try rings[3].open(first) }
        #expect(try !rings[1].isOutdated(first))
        #expect(try rings[2].isOutdated(first))
        #expect(throws: SealingError.unknownKey(old.id)) { try rings[3].isOutdated(first) }
    }

    @Test func `labels derive keys that have nothing in common, and differ by key`() throws {
        let one = key.derive(label: "one", count: 48)
        #expect(one.count == 48)
        #expect(one == ring.derive(label: "one", count: 48))
        #expect(one != key.derive(label: "two", count: 48))
        #expect(one != ClusterKey.random().derive(label: "one", count: 48))
        let published = [UInt8](0..<32)
        #expect(!one.elementsEqual(published.prefix(48)))
    }

    /// Nodes of two versions must agree, so what is derived may never change.
    @Test func `what is derived stays as it is`() {
        #expect(key.id.description == "5390c9d51cd76cb9")
        #expect(
            Hexadecimal.encode(key.derive(label: "test", count: 16))
                == "3c4b4aebec8c4ee9e9b99d990f8908df"
        )
    }

    @Test func `neither a key, nor a ring, nor an error shows the secret`() throws {
        let secret = [UInt8](0..<32)
        var shown = ["\(key)", String(reflecting: key), "\(ring)", String(reflecting: ring)]
        var dumped = ""
        dump(key, to: &dumped)
        dump(ring, to: &dumped)
        dump([ring], to: &dumped)
        shown.append(dumped)
        let texts = [
            "\(Self.text)A", String(Self.text.dropLast(4)), "\(Self.text)\n\(Self.text)",
            "# none", "\n\nsecret!",
        ]
        for text in texts {
            do {
                _ = try Keyring(text: text)
                Issue.record("a ring of \(text.count) characters")
            } catch {
                shown += ["\(error)", String(reflecting: error)]
            }
        }
        for text in shown {
            #expect(!text.contains(Self.text.dropLast(4)))
            #expect(!text.contains("secret!"))
            #expect(!text.contains(Hexadecimal.encode(secret.prefix(8))))
            #expect(!text.contains("\(Array(secret.prefix(8)))".dropLast()))
        }
    }

    @Test func `a key file is keys, comments and empty lines`() throws {
        let second = ClusterKey.random()
        let text = """
            # made on Monday
            \t\(Self.text)   # in use

            \(second.base64)\r
            """
        let ring = try Keyring(text: text)
        #expect(ring.keys == [key, second])
        #expect(ring.keys[0].base64 == Self.text)
    }

    @Test func `what is no key file is refused with its line`() throws {
        func refusal(_ text: String) -> SealingError? {
            do {
                _ = try Keyring(text: text)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal("") == .noKey)
        #expect(refusal("# \(Self.text)") == .noKey)
        #expect(refusal("\n!") == .line(2, .keyNotBase64))
        #expect(refusal("AAEC") == .line(1, .keyLength(3)))
        #expect(refusal("\(Self.text)\n\(Self.text)") == .keyTwice(line: 2, key.id))
        let zeros = Base64.encode([UInt8](repeating: 0, count: 32))
        #expect(refusal(zeros) == .line(1, .keyNotRandom))
        let many = (0..<9).map { _ in ClusterKey.random().base64 }.joined(separator: "\n")
        #expect(refusal(many) == .tooManyKeys(9))
        let long = String(repeating: "#", count: Keyring.textBytes + 1)
        #expect(refusal(long) == .textTooLong(Keyring.textBytes + 1))
    }
}
