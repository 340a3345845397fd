internal import Hashing

/// The secret that makes a node one of a cluster: 32 random bytes.
///
/// The bytes leave it in no way but `base64`; whatever prints it shows its identity instead.
/// Everything is done with keys derived from it, never with the bytes themselves.
package struct ClusterKey: Sendable, Hashable {
    package static let count = 32

    private let bytes: [UInt8]
    /// HKDF's pseudorandom key, from which all others come.
    private let root: [UInt8]
    /// The name of the key, which may be shown.
    package let id: KeyIdentity

    /// The key that standard base64 of 32 bytes holds, as `headwater key cluster` prints it.
    ///
    /// Throws `SealingError`, which never repeats the text.
    package init(base64 text: some StringProtocol) throws(SealingError) {
        guard let bytes = Base64.decode(text) else { throw .keyNotBase64 }
        guard bytes.count == Self.count else { throw .keyLength(bytes.count) }
        // What a hand types instead of what a generator gives.
        guard Set(bytes).count > 4 else { throw .keyNotRandom }
        self.init(bytes)
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        root = KeyDerivation.extract(secret: bytes, salt: Array("headwater cluster key 1".utf8))
        let name = Array("headwater key identity 1".utf8)
        id = KeyIdentity(
            KeyDerivation.expand(root, information: name, count: KeyIdentity.count)
        )
    }

    /// A new key from the system's randomness.
    package static func random() -> ClusterKey {
        ClusterKey(AuthenticatedCipher.random(count))
    }

    /// The secret itself, only for the file it is kept in.
    package var base64: String { Base64.encode(bytes) }

    /// Bytes for one use, which tell nothing of the key or of those of another label.
    ///
    /// - Parameters:
    ///   - label: names the use; two uses must not share one.
    ///   - count: from 1 to `KeyDerivation.longest`.
    package func derive(label: String, count: Int) -> [UInt8] {
        KeyDerivation.expand(root, information: Array("use: \(label)".utf8), count: count)
    }
}

extension ClusterKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The identity, never the secret.
    package var description: String { "cluster key \(id)" }
    /// The identity, never the secret.
    package var debugDescription: String { description }
    /// Nothing inside is shown.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
