/// Decodes a chunked request body (RFC 9112 section 7.1) piece by piece, without copying data.
///
/// The caller loops: it gives a buffer and a position, gets ranges of body bytes in that buffer,
/// and drops the buffer at `.needsMore`. The total length is the caller's to bound.
package struct ChunkedDecoder: Sendable {
    /// What was found at the position that was asked about.
    package enum Step: Equatable, Sendable {
        /// Everything given was taken; nothing is to be kept.
        case needsMore
        /// Where in the buffer bytes of the body lie; never empty.
        case data(Range<Int>)
        /// The body is complete; what follows the position is the next request.
        case end
    }

    private var framing: ChunkFraming

    /// A decoder at the start of a body.
    package init(limits: ChunkedLimits = ChunkedLimits()) {
        framing = ChunkFraming(limits: limits)
    }

    /// The trailer fields, complete at `.end`.
    package var trailers: [TrailerField] { framing.trailers }

    /// Reads on from `position`, which it moves behind what it took.
    package mutating func decode(
        _ bytes: UnsafeRawBufferPointer,
        position: inout Int
    ) throws(HTTPError) -> Step {
        while true {
            switch try framing.next(bytes, position: &position) {
            case .needsMore: return .needsMore
            case .data(let range): return .data(range)
            case .end: return .end
            case .chunk, .chunkEnd: continue
            }
        }
    }
}
