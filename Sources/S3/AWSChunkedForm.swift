/// The three forms of an aws-chunked body.
package enum AWSChunkedForm: Equatable, Sendable {
    /// No signatures; a checksum in the trailer.
    case unsignedTrailer
    /// A signature for each chunk; no trailer.
    case signed
    /// A signature for each chunk and for the trailer.
    case signedTrailer

    package var isSigned: Bool { self != .unsignedTrailer }
    package var hasTrailer: Bool { self != .signed }
}
