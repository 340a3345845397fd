/// The cluster keys a node has: the first seals, all open.
///
/// A sealed message is a byte of format (0xC1), the identity of the key, 15 random bytes, the
/// ciphertext, and a tag of 16: 40 bytes more than the plaintext. The first 3 random bytes choose,
/// by HKDF, the key of AES-256-GCM among 2²⁴ of the purpose; the other 12 are the nonce. SP 800-38D
/// (section 8.3) allows 2³² messages for a key with random nonces; a thousand nodes would reach that
/// in days, and so it is 2⁴⁴ for each purpose of a cluster key. Nothing here keeps state, so
/// a restart, a copied disk or a cloned machine repeats nothing.
///
/// Replay is not prevented: who takes sealed messages must be harmed by none that comes twice.
package struct Keyring: Sendable, Hashable {
    /// Keys in a ring: one in use, one coming, one going, and room for an operator's detour.
    package static let largest = 8
    /// Bytes of the text of a key file: the keys, and comments about them.
    package static let textBytes = 16 << 10
    /// What sealing adds to a plaintext.
    package static let overhead = 1 + KeyIdentity.count + 15 + AuthenticatedCipher.tagBytes

    /// Unlike the first byte of what is sealed, so that a message without a seal is known as such.
    private static let format: UInt8 = 0xC1
    private static let saltBytes = 3

    /// A cluster key, and the keys of all purposes in their order.
    private struct Entry: Sendable, Hashable {
        let key: ClusterKey
        let purposeKeys: [[UInt8]]

        init(_ key: ClusterKey) {
            self.key = key
            purposeKeys = KeyPurpose.allCases.map { purpose in
                key.derive(label: purpose.rawValue, count: AuthenticatedCipher.keyBytes)
            }
        }
    }

    private let entries: [Entry]
    private let head: [UInt8]

    /// The first key seals, all open.
    ///
    /// Throws `SealingError` for none, too many, or the same one twice.
    package init(_ keys: [ClusterKey]) throws(SealingError) {
        guard let first = keys.first else { throw .noKey }
        guard keys.count <= Self.largest else { throw .tooManyKeys(keys.count) }
        for (index, key) in keys.enumerated() where keys[..<index].contains(key) {
            throw .keyTwice(line: index + 1, key.id)
        }
        entries = keys.map { Entry($0) }
        head = [Self.format] + first.id.bytes
    }

    /// The ring of a key file: a key a line; empty lines, and what follows a `#`, mean nothing.
    package init(text: String) throws(SealingError) {
        guard text.utf8.count <= Self.textBytes else { throw .textTooLong(text.utf8.count) }
        var keys: [ClusterKey] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            let content = Self.content(of: line)
            guard !content.isEmpty else { continue }
            let key = try Self.key(content, line: index + 1)
            guard !keys.contains(key) else { throw .keyTwice(line: index + 1, key.id) }
            keys.append(key)
        }
        try self.init(keys)
    }

    private static func key(
        _ text: Substring,
        line: Int
    ) throws(SealingError) -> ClusterKey {
        do throws(SealingError) {
            return try ClusterKey(base64: text)
        } catch {
            throw .line(line, error)
        }
    }

    /// What a line of a key file says, without its comment and the space around it.
    package static func content(of line: Substring) -> Substring {
        let code = line.prefix { $0 != "#" }
        let start = code.drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...last]
    }

    /// All keys, the one that seals first.
    package var keys: [ClusterKey] { entries.map(\.key) }

    /// Bytes for one use from the key that seals; see `ClusterKey.derive`.
    package func derive(label: String, count: Int) -> [UInt8] {
        entries[0].key.derive(label: label, count: count)
    }

    /// Makes a plaintext unreadable, and any change of it noticeable, to who has not the key.
    ///
    /// - Parameter associated: bytes that are not part of the message but must be the same to open
    ///   it, such as the name of the record that it belongs to.
    package func seal(
        _ plaintext: [UInt8],
        associated: [UInt8] = [],
        for purpose: KeyPurpose = .secretsAtRest
    ) -> [UInt8] {
        let random = AuthenticatedCipher.random(Self.saltBytes + AuthenticatedCipher.nonceBytes)
        let sealed = AuthenticatedCipher.seal(
            plaintext,
            key: Self.messageKey(entries[0], purpose, random),
            nonce: Array(random.dropFirst(Self.saltBytes)),
            associated: head + associated
        )
        return head + random + sealed
    }

    /// The plaintext of what a ring with one of these keys sealed.
    ///
    /// Throws `SealingError.notSealed`, `unknownKey` or `notAuthentic`.
    package func open(
        _ message: [UInt8],
        associated: [UInt8] = [],
        for purpose: KeyPurpose = .secretsAtRest
    ) throws(SealingError) -> [UInt8] {
        let (entry, rest) = try entry(of: message)
        let randomCount = Self.saltBytes + AuthenticatedCipher.nonceBytes
        let random = Array(rest.prefix(randomCount))
        let plaintext = AuthenticatedCipher.open(
            rest.dropFirst(randomCount),
            key: Self.messageKey(entry, purpose, random),
            nonce: Array(random.dropFirst(Self.saltBytes)),
            associated: Array(message.prefix(1 + KeyIdentity.count)) + associated
        )
        guard let plaintext else { throw .notAuthentic }
        return plaintext
    }

    /// Whether a message was sealed with another key than the first, and is to be sealed anew
    /// before that key is dropped.
    ///
    /// Throws as `open` does for what is no message of this ring; does not tell whether it opens.
    package func isOutdated(_ message: [UInt8]) throws(SealingError) -> Bool {
        try entry(of: message).0 != entries[0]
    }

    private func entry(of message: [UInt8]) throws(SealingError) -> (Entry, ArraySlice<UInt8>) {
        guard message.count >= Self.overhead, message[0] == Self.format else { throw .notSealed }
        let id = message[1...KeyIdentity.count]
        guard let entry = entries.first(where: { $0.key.id.bytes.elementsEqual(id) }) else {
            throw .unknownKey(KeyIdentity(Array(id)))
        }
        return (entry, message.dropFirst(1 + KeyIdentity.count))
    }

    private static func messageKey(
        _ entry: Entry,
        _ purpose: KeyPurpose,
        _ random: [UInt8]
    ) -> [UInt8] {
        let index = KeyPurpose.allCases.firstIndex(of: purpose) ?? 0
        return KeyDerivation.expand(
            entry.purposeKeys[index],
            information: Array(random.prefix(saltBytes)),
            count: AuthenticatedCipher.keyBytes
        )
    }
}

extension Keyring: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The identities of the keys, never a secret.
    package var description: String { "keys \(keys.map(\.id))" }
    /// The identities of the keys, never a secret.
    package var debugDescription: String { description }
    /// Nothing inside is shown.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
