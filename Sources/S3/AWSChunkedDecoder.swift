package import HTTP1

/// Decodes an aws-chunked body piece by piece, without copying data.
///
/// It holds the framing, the announced length and the presence of signatures to be right; whether
/// the signatures are, is for the caller to check: each chunk's is given before its data and its
/// end is told, which is when its hash is known (see `ChunkSignature`).
package struct AWSChunkedDecoder: Sendable {
    /// What was found at the position that was asked about.
    package enum Step: Equatable, Sendable {
        /// Everything given was taken; nothing is to be kept.
        case needsMore
        /// A chunk of so many bytes begins, the last one of 0; its signature is `signature`.
        case chunk(size: UInt64)
        /// Where in the buffer data of the current chunk lie; never empty.
        case data(Range<Int>)
        /// The data of the current chunk, not the last one, is complete.
        case chunkEnd
        /// The body is complete, with all of the announced length.
        case end
    }

    private static let signaturePrefix = Array(";chunk-signature=".utf8)

    private let form: AWSChunkedForm
    private var framing: ChunkFraming
    private var remaining: UInt64

    /// The signature of the current chunk, 64 hexadecimal digits; empty in an unsigned body.
    package private(set) var signature: [UInt8] = []
    /// `x-amz-trailer-signature`, present at `.end` of the form that has it.
    package private(set) var trailerSignature: [UInt8]?

    /// `length` is that of `x-amz-decoded-content-length`.
    package init(
        _ form: AWSChunkedForm,
        length: UInt64,
        limits: ChunkedLimits = ChunkedLimits(extensionBytes: 128)
    ) {
        self.form = form
        framing = ChunkFraming(limits: limits)
        remaining = length
    }

    /// The trailer fields without the signature, complete at `.end`.
    package var trailers: [TrailerField] {
        framing.trailers.filter { !$0.isNamed("x-amz-trailer-signature") }
    }

    /// Reads on from `position`, which it moves behind what it took.
    ///
    /// - Throws: InvalidRequest for what is malformed, IncompleteBody if the body has fewer bytes
    ///   than announced, or more.
    package mutating func decode(
        _ bytes: UnsafeRawBufferPointer,
        position: inout Int
    ) throws(S3Error) -> Step {
        let step: ChunkFraming.Step
        do throws(HTTPError) {
            step = try framing.next(bytes, position: &position)
        } catch {
            throw S3Error(.invalidRequest, "The aws-chunked body is malformed: \(error.reason)")
        }
        switch step {
        case .needsMore: return .needsMore
        case .chunk(let size):
            try takeSignature()
            guard size <= remaining, size > 0 || remaining == 0 else {
                throw S3Error(.incompleteBody)
            }
            remaining -= size
            return .chunk(size: size)
        case .data(let range): return .data(range)
        case .chunkEnd: return .chunkEnd
        case .end:
            try takeTrailers()
            return .end
        }
    }

    private mutating func takeSignature() throws(S3Error) {
        let text = framing.extensionBytes
        guard form.isSigned else {
            guard text.isEmpty else {
                throw S3Error(.invalidRequest, "An unsigned chunk has an extension.")
            }
            return
        }
        let prefix = Self.signaturePrefix
        guard text.starts(with: prefix), Self.isSignature(text[prefix.count...]) else {
            throw S3Error(.invalidRequest, "A chunk has no chunk-signature of 64 digits.")
        }
        signature.removeAll(keepingCapacity: true)
        signature += text[prefix.count...]
    }

    private mutating func takeTrailers() throws(S3Error) {
        guard form.hasTrailer || framing.trailers.isEmpty else {
            throw S3Error(.invalidRequest, "The body has a trailer that was not announced.")
        }
        guard form == .signedTrailer else { return }
        guard let last = framing.trailers.last, last.isNamed("x-amz-trailer-signature"),
            Self.isSignature(last.value[...]), framing.trailers.count == trailers.count + 1
        else {
            throw S3Error(.invalidRequest, "The trailer does not end with one signature.")
        }
        trailerSignature = last.value
    }

    private static func isSignature(_ text: ArraySlice<UInt8>) -> Bool {
        text.count == 64
            && text.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
                    true
                default: false
                }
            }
    }
}
