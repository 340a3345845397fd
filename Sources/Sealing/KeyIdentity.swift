internal import Hashing

/// The name of a cluster key: tells keys apart and nothing of their bytes.
///
/// Eight bytes that HKDF derives from the key, so they may be shown, logged and sent in the clear.
package struct KeyIdentity: Sendable, Hashable, CustomStringConvertible {
    package static let count = 8

    package let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        precondition(bytes.count == Self.count, "\(bytes.count) bytes of an identity")
        self.bytes = bytes
    }

    /// Sixteen hexadecimal digits.
    package var description: String { Hexadecimal.encode(bytes) }
}
