/// The three forms of an aws-chunked body.
package enum AWSChunkedForm: Equatable, Sendable {
    /// No signatures; a checksum in the trailer.
    case unsignedTrailer
    /// A signature for each chunk; no trailer.
    case signed
    /// A signature for each chunk and for the trailer.
    case signedTrailer

    /// Whether each chunk has a signature.
    package var isSigned: Bool { self != .unsignedTrailer }
    /// Whether fields may follow the last chunk.
    package var hasTrailer: Bool { self != .signed }
}
