/// The chunks of RFC 9112 section 7.1, read strictly and incrementally, with their boundaries.
///
/// aws-chunked has the same form within the body, so its decoder uses this one too; a plain body
/// is read with `ChunkedDecoder`. Every line ends in CRLF, white space around sizes is refused, and
/// so are trailer fields that would change the framing or the routing of the request.
package struct ChunkFraming: Sendable {
    /// What was found at the position that was asked about.
    package enum Step: Equatable, Sendable {
        /// Everything given was taken; nothing is to be kept.
        case needsMore
        /// A chunk of so many bytes begins, the last one of 0. `extensionBytes` are those of this
        /// chunk.
        case chunk(size: UInt64)
        /// Where in the buffer data of the current chunk lie; never empty.
        case data(Range<Int>)
        /// The current chunk, which is not the last, is complete.
        case chunkEnd
        /// The body is complete; what follows is the next request. Again at each further call.
        case end
    }

    private enum State: Sendable {
        case size(digits: Int)
        case extensions
        case sizeLineFeed
        case data
        case dataReturn
        case dataLineFeed
        case trailer
        case trailerLineFeed
        case end
    }

    private let limits: ChunkedLimits
    private var state = State.size(digits: 0)
    /// The size being read, then the bytes of the chunk that are still to come.
    private var remaining: UInt64 = 0
    private var isLastChunk = false
    private var extensionExcess = 0
    private var trailerBytes = 0
    private var trailerLine: [UInt8] = []

    /// What follows the size of the current chunk: empty, or from its first `;` on, without CRLF.
    package private(set) var extensionBytes: [UInt8] = []
    /// The trailer fields, complete at `.end`.
    package private(set) var trailers: [TrailerField] = []

    /// The framing at the start of a body.
    package init(limits: ChunkedLimits = ChunkedLimits()) {
        self.limits = limits
    }

    /// Reads on from `position`, which it moves behind what it took.
    package mutating func next(
        _ bytes: UnsafeRawBufferPointer,
        position: inout Int
    ) throws(HTTPError) -> Step {
        while true {
            if case .end = state { return .end }
            guard position < bytes.count else { return .needsMore }
            if case .data = state {
                let count = Int(min(remaining, UInt64(bytes.count - position)))
                let range = position..<position + count
                position += count
                remaining -= UInt64(count)
                if remaining == 0 { state = .dataReturn }
                return .data(range)
            }
            let byte = bytes[position]
            position += 1
            if let step = try take(byte) { return step }
        }
    }

    private mutating func take(_ byte: UInt8) throws(HTTPError) -> Step? {
        switch state {
        case .size(let digits): try takeSize(byte, digits)
        case .extensions: try takeExtension(byte)
        case .sizeLineFeed:
            try expect(byte, 0x0A)
            return try beginChunk()
        case .dataReturn:
            try expect(byte, 0x0D)
            state = .dataLineFeed
        case .dataLineFeed:
            try expect(byte, 0x0A)
            state = .size(digits: 0)
            return .chunkEnd
        case .trailer: try takeTrailer(byte)
        case .trailerLineFeed:
            try expect(byte, 0x0A)
            try endTrailerLine()
        case .data, .end: preconditionFailure("no framing byte is due in \(state)")
        }
        return nil
    }

    private mutating func takeSize(_ byte: UInt8, _ digits: Int) throws(HTTPError) {
        if digits == 0 {
            remaining = 0
            extensionBytes.removeAll(keepingCapacity: true)
        }
        if let value = Self.hexadecimal(byte) {
            guard digits < limits.sizeDigits, remaining <= UInt64(Int64.max) >> 4 else {
                throw .badRequest("A chunk size is too large.")
            }
            remaining = remaining << 4 | UInt64(value)
            state = .size(digits: digits + 1)
            return
        }
        guard digits > 0 else { throw .badRequest("A chunk size is missing.") }
        if byte == UInt8(ascii: ";") {
            state = .extensions
            try takeExtension(byte)
        } else {
            try expect(byte, 0x0D)
            state = .sizeLineFeed
        }
    }

    private mutating func takeExtension(_ byte: UInt8) throws(HTTPError) {
        if byte == 0x0D {
            state = .sizeLineFeed
            return
        }
        guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else {
            throw .badRequest("A chunk extension has a control character.")
        }
        guard extensionBytes.count < limits.extensionBytes else {
            throw .badRequest("A chunk extension is too long.")
        }
        extensionBytes.append(byte)
    }

    private mutating func beginChunk() throws(HTTPError) -> Step {
        if !extensionBytes.isEmpty {
            let paid = Int(min(remaining, UInt64(limits.extensionExcess))) + 16
            extensionExcess = max(0, extensionExcess + extensionBytes.count - paid)
            guard extensionExcess <= limits.extensionExcess else {
                throw .badRequest("Chunk extensions outweigh the data.")
            }
        }
        isLastChunk = remaining == 0
        state = isLastChunk ? .trailer : .data
        return .chunk(size: remaining)
    }

    private mutating func takeTrailer(_ byte: UInt8) throws(HTTPError) {
        trailerBytes += 1
        guard trailerBytes <= limits.trailerBytes else { throw .headTooLarge }
        if byte == 0x0D {
            state = .trailerLineFeed
            return
        }
        guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else {
            throw .badRequest("A trailer field has a control character.")
        }
        trailerLine.append(byte)
    }

    private mutating func endTrailerLine() throws(HTTPError) {
        guard !trailerLine.isEmpty else {
            state = .end
            return
        }
        guard trailers.count < limits.trailerFields else { throw .headTooLarge }
        trailers.append(try Self.trailer(trailerLine))
        trailerLine.removeAll(keepingCapacity: true)
        state = .trailer
    }

    /// RFC 9110 section 6.5.1: fields for framing and routing are not permitted in trailers.
    private static func trailer(_ line: [UInt8]) throws(HTTPError) -> TrailerField {
        let parsed = line.withUnsafeBytes { bytes -> Result<TrailerField, HTTPError> in
            Result { () throws(HTTPError) in
                guard let base = bytes.baseAddress else {
                    throw .badRequest("A trailer field is empty.")
                }
                let (name, value) = try FieldLine.parse(0..<bytes.count, base)
                switch KnownFieldLookup.find(base, count: name.count) {
                case .host, .contentLength, .transferEncoding, .connection, .expect, .trailer:
                    throw .badRequest("A trailer field would change the framing of the request.")
                default:
                    return TrailerField(name: Array(line[name]), value: Array(line[value]))
                }
            }
        }
        return try parsed.get()
    }

    private func expect(_ byte: UInt8, _ expected: UInt8) throws(HTTPError) {
        guard byte == expected else {
            throw .badRequest("A line of the chunked body does not end in CRLF where it must.")
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
