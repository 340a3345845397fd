import Gossip
import Sealing

extension FuzzTarget {
    static let sealing = [
        FuzzTarget("sealed-datagram", seeds: [[0, 0, 1, 2], [5, 9, 7], [40, 1]], sealed),
        FuzzTarget("key-file", seeds: [Array("# a\n\(keys[0])\n\n\(keys[1]) # b\n".utf8)], keyFile),
    ]

    private static let keys = [
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
    ]
    private static let rings = keys.compactMap { key in understood { try Keyring(text: key) } }

    /// The first two bytes say which byte of the sealed rest changes, and how.
    ///
    /// What was sealed opens with its key alone, unchanged alone; and nothing else opens.
    private static func sealed(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2, bytes.count <= Gossip.Limits.datagramBytes else { return false }
        let (ring, other) = (rings[0], rings[1])
        let plain = Array(bytes.dropFirst(2))
        let message = ring.seal(plain, for: .datagrams)
        precondition(message.count == plain.count + Keyring.overhead)
        precondition(opens(ring, message) == plain, "what was sealed does not open")
        precondition(opens(other, message) == nil, "a foreign key opens")
        precondition(
            understood { try ring.open(message, for: .secretsAtRest) } == nil,
            "sealed for one use, opened for another"
        )
        var changed = message
        changed[Int(bytes[0]) * message.count / 256] ^= max(bytes[1], 1)
        precondition(opens(ring, changed) == nil, "a changed message opens")
        precondition(opens(ring, message.dropLast(1 + Int(bytes[0]))) == nil, "a part opens")
        precondition(opens(ring, message + plain + [0]) == nil, "a longer message opens")
        // The head is right, all else is anybody's.
        precondition(opens(ring, message.prefix(9) + plain) == nil, "a forgery opens")
        precondition(opens(ring, bytes) == nil, "it opens without a seal")
        return true
    }

    private static func opens(_ ring: Keyring, _ message: some Sequence<UInt8>) -> [UInt8]? {
        understood { try ring.open(Array(message), for: .datagrams) }
    }

    private static func keyFile(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let ring = understood({ try Keyring(text: text) }) else { return false }
        precondition((1...Keyring.largest).contains(ring.keys.count))
        let again = ring.keys.map(\.base64).joined(separator: "\n")
        precondition(understood { try Keyring(text: again) } == ring, "another ring")
        return true
    }
}
