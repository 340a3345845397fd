package import HTTP1

/// The texts that are signed in an aws-chunked body; each signature vouches for the one before it.
///
/// The first "previous signature" is that of the request. Keys and HMAC are the caller's.
package enum ChunkSignature {
    /// For a chunk, whose data have the SHA-256 `hash` (in hexadecimal).
    package static func chunk(
        timestamp: String,
        scope: String,
        previous: String,
        hash: String
    ) -> String {
        "AWS4-HMAC-SHA256-PAYLOAD\n\(timestamp)\n\(scope)\n\(previous)\n"
            + "\(SigningTexts.emptyHash)\n\(hash)"
    }

    /// For the trailer; `hash` is the SHA-256 of `canonicalTrailer` (in hexadecimal).
    package static func trailer(
        timestamp: String,
        scope: String,
        previous: String,
        hash: String
    ) -> String {
        "AWS4-HMAC-SHA256-TRAILER\n\(timestamp)\n\(scope)\n\(previous)\n\(hash)"
    }

    /// What the hash of a trailer is taken of: its fields but the signature, a line each.
    package static func canonicalTrailer(_ trailers: [TrailerField]) -> [UInt8] {
        trailers.flatMap { field in
            field.name.map(Token.lower) + [UInt8(ascii: ":")] + field.value + [0x0A]
        }
    }
}
