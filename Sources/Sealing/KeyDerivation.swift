internal import Hashing

/// HKDF with SHA-256 (RFC 5869): keys for one job each from one secret.
package enum KeyDerivation {
    /// RFC 5869 section 2.3: 255 blocks of 32 bytes.
    package static let longest = 255 * 32

    /// RFC 5869 section 2.2: 32 bytes that are as good as random when the secret has enough of it.
    package static func extract(secret: [UInt8], salt: [UInt8]) -> [UInt8] {
        // An HMAC key that is empty and one of 32 zero bytes are the same to RFC 2104.
        MessageAuthentication.sha256(key: salt, message: secret)
    }

    /// RFC 5869 section 2.3: bytes for the use that `information` names.
    ///
    /// - Parameter count: from 1 to `longest`.
    package static func expand(_ key: [UInt8], information: [UInt8], count: Int) -> [UInt8] {
        precondition((1...longest).contains(count), "\(count) bytes cannot be derived")
        var output: [UInt8] = []
        var block: [UInt8] = []
        var number: UInt8 = 1
        while output.count < count {
            block = MessageAuthentication.sha256(
                key: key,
                message: block + information + [number]
            )
            output += block
            number &+= 1
        }
        return Array(output.prefix(count))
    }
}
