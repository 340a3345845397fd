internal import HTTP1
internal import NIOCore

/// An answer of the store that may mean a miss: held back, with its body, until that is known.
///
/// Bounded by `UpstreamLimits.documentBytes`; a longer body is no error document of S3.
struct HeldAnswer {
    let status: Int
    /// What goes out if it is no miss: the head, then the body as it came.
    let head: ByteBuffer
    private(set) var body = ByteBuffer()
    /// The body without its framing.
    private(set) var document: [UInt8] = []
    private var decoder: ChunkedDecoder?

    init(status: Int, head: ByteBuffer, isChunked: Bool) {
        self.status = status
        self.head = head
        decoder = isChunked ? ChunkedDecoder() : nil
    }

    /// Takes a piece of the body; false when it is too long to be held.
    mutating func append(_ piece: ByteBuffer) -> Bool {
        body.writeImmutableBuffer(piece)
        guard body.readableBytes <= UpstreamLimits.documentBytes else { return false }
        guard decoder != nil else {
            document.append(contentsOf: piece.readableBytesView)
            return true
        }
        return decode(piece)
    }

    private mutating func decode(_ piece: ByteBuffer) -> Bool {
        var position = 0
        while true {
            do throws(HTTPError) {
                let step = try piece.withUnsafeReadableBytes { raw throws(HTTPError) in
                    try decoder?.decode(raw, position: &position)
                }
                guard case .data(let range) = step else { return true }
                document.append(
                    contentsOf: piece.readableBytesView.dropFirst(range.lowerBound)
                        .prefix(range.count)
                )
            } catch {
                return false
            }
        }
    }
}
