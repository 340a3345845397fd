internal import COpenSSL

/// HMAC-SHA256 (RFC 2104) and comparison that takes the same time wherever two values differ.
package enum MessageAuthentication {
    /// The 32 bytes of the code; the key may have any length.
    package static func sha256(key: [UInt8], message: some Sequence<UInt8>) -> [UInt8] {
        let message = Array(message)
        return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            var length = UInt32(0)
            let result = HMAC(
                EVP_sha256(),
                key,
                Int32(key.count),
                message,
                message.count,
                buffer.baseAddress,
                &length
            )
            precondition(result != nil, "HMAC-SHA256 failed")
            count = Int(length)
        }
    }

    /// Whether two byte strings are equal, without telling by its duration where they differ.
    package static func equal(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>)
        -> Bool
    {
        let left = Array(left)
        let right = Array(right)
        guard left.count == right.count else { return false }
        return CRYPTO_memcmp(left, right, left.count) == 0
    }
}
