package import HTTP1
internal import Hashing

/// Checks the signatures in an aws-chunked body, each of which vouches for the one before it; that
/// of the request is the first.
///
/// Source: "Signature Calculations for the Authorization Header: Transferring Payload in Multiple
/// Chunks", and its page on trailing headers, in the Amazon S3 API reference.
package struct ChunkVerifier: Sendable {
    private let key: SigningKey
    private let timestamp: [UInt8]
    private var previous: [UInt8]
    private var current: [UInt8] = []
    private var hash = SHA256State()

    /// - Parameters:
    ///   - timestamp: that of the request, `20130524T000000Z`.
    ///   - seed: the signature of the request, 64 digits.
    package init(key: SigningKey, timestamp: [UInt8], seed: [UInt8]) {
        self.key = key
        self.timestamp = timestamp
        previous = seed
    }

    /// A chunk begins that says to have this signature.
    package mutating func begin(signature: [UInt8]) {
        current = signature
        hash = SHA256State()
    }

    /// Data of the chunk.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bytes)
    }

    /// The chunk is complete; of the last one, of 0 bytes, too.
    ///
    /// - Throws: SignatureDoesNotMatch.
    package mutating func end() throws(S3Error) {
        let text = ChunkSignature.chunk(
            timestamp: String(decoding: timestamp, as: UTF8.self),
            scope: String(decoding: key.scope, as: UTF8.self),
            previous: String(decoding: previous, as: UTF8.self),
            hash: Hexadecimal.encode(hash.finish())
        )
        try check(text, current)
    }

    /// The trailer is complete, `trailers` being its fields but the signature.
    ///
    /// - Throws: SignatureDoesNotMatch.
    package mutating func end(trailers: [TrailerField], signature: [UInt8]) throws(S3Error) {
        let hash = SHA256State.of(ChunkSignature.canonicalTrailer(trailers))
        let text = ChunkSignature.trailer(
            timestamp: String(decoding: timestamp, as: UTF8.self),
            scope: String(decoding: key.scope, as: UTF8.self),
            previous: String(decoding: previous, as: UTF8.self),
            hash: Hexadecimal.encode(hash)
        )
        try check(text, signature)
    }

    private mutating func check(_ text: String, _ signature: [UInt8]) throws(S3Error) {
        guard Array(text.utf8).withUnsafeBytes({ key.isSignature(signature, of: $0) }) else {
            throw S3Error(
                .signatureDoesNotMatch,
                "The signature of a chunk of the body does not match."
            )
        }
        previous = signature
    }
}
