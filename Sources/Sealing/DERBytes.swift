internal import COpenSSL

/// What OpenSSL encodes, copied out of its buffer.
enum DERBytes {
    /// - Parameters:
    ///   - what: for the message, should OpenSSL fail.
    ///   - encode: one of OpenSSL's `i2d` functions.
    static func of(
        _ what: String,
        _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) -> [UInt8] {
        var buffer: UnsafeMutablePointer<UInt8>?
        let count = encode(&buffer)
        guard count > 0, let buffer else { preconditionFailure("OpenSSL does not encode \(what)") }
        defer { CRYPTO_clear_free(buffer, Int(count), "", 0) }
        return Array(UnsafeBufferPointer(start: buffer, count: Int(count)))
    }
}
