internal import HTTP1
internal import NIOCore

/// A chunked body in the buffers of a connection: its data, or its chunks as they are.
struct ChunkedBody {
    private var decoder = ChunkedDecoder()

    /// Takes the next piece of the data out of `input`, if there is one.
    mutating func take(
        _ input: inout ByteBuffer
    ) throws(HTTPError) -> (piece: ByteBuffer?, isEnd: Bool) {
        var position = 0
        let step = try input.withUnsafeReadableBytes { bytes throws(HTTPError) in
            try decoder.decode(bytes, position: &position)
        }
        // A slice can only be taken of bytes that the reader index has not passed.
        var piece: ByteBuffer?
        if case .data(let range) = step {
            let start = input.readerIndex + range.lowerBound
            piece = input.getSlice(at: start, length: range.count)
        }
        input.moveReaderIndex(forwardBy: position)
        return (piece, step == .end)
    }

    /// Takes all of `input` up to the end of the body as it came, once it is known to be well
    /// formed.
    mutating func pass(
        _ input: inout ByteBuffer
    ) throws(HTTPError) -> (piece: ByteBuffer?, isEnd: Bool) {
        var position = 0
        let isEnd = try input.withUnsafeReadableBytes { bytes throws(HTTPError) in
            while true {
                switch try decoder.decode(bytes, position: &position) {
                case .needsMore: return false
                case .data: continue
                case .end: return true
                }
            }
        }
        return (position == 0 ? nil : input.readSlice(length: position), isEnd)
    }
}
