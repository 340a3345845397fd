internal import COpenSSL

/// A digest computed step by step over bytes that arrive in pieces, by OpenSSL.
///
/// One owner at a time: it is neither copied nor shared, so the context that it alone points to may
/// move from thread to thread with it, which is what `@unchecked Sendable` claims.
package struct Digest: ~Copyable, @unchecked Sendable {
    /// The algorithms this program uses: what S3 and HTTP name.
    package enum Algorithm: Sendable {
        case md5
        case sha1
        case sha256

        /// The length of the result in bytes.
        package var length: Int {
            switch self {
            case .md5: 16
            case .sha1: 20
            case .sha256: 32
            }
        }
    }

    private let context: OpaquePointer
    private let algorithm: Algorithm

    package init(_ algorithm: Algorithm) {
        let type: OpaquePointer? =
            switch algorithm {
            case .md5: EVP_md5()
            case .sha1: EVP_sha1()
            case .sha256: EVP_sha256()
            }
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, type, nil) == 1 else {
            preconditionFailure("OpenSSL does not offer \(algorithm)")
        }
        self.context = context
        self.algorithm = algorithm
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Takes the next bytes of the message; an empty piece changes nothing.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        let done = EVP_DigestUpdate(context, base, bytes.count)
        precondition(done == 1, "EVP_DigestUpdate failed for \(algorithm)")
    }

    /// The digest of all that was given, `Algorithm.length` bytes; the digest is used up.
    package consuming func finish() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: algorithm.length) { buffer, count in
            var length = UInt32(0)
            let done = EVP_DigestFinal_ex(context, buffer.baseAddress, &length)
            precondition(done == 1, "EVP_DigestFinal_ex failed for \(algorithm)")
            count = Int(length)
        }
    }

    /// The digest of bytes that are all there.
    package static func of(_ bytes: some Sequence<UInt8>, _ algorithm: Algorithm) -> [UInt8] {
        var digest = Digest(algorithm)
        let contiguous: Void? = bytes.withContiguousStorageIfAvailable {
            digest.update(UnsafeRawBufferPointer($0))
        }
        if contiguous == nil {
            Array(bytes).withUnsafeBytes { digest.update($0) }
        }
        return digest.finish()
    }
}
