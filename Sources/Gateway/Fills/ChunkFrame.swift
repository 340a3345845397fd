internal import NIOCore

/// The framing of an answer whose length is not known (RFC 9112 section 7.1).
enum ChunkFrame {
    static let closing = ByteBuffer(staticString: "\r\n")
    static let last = ByteBuffer(staticString: "0\r\n\r\n")

    static func opening(_ count: Int) -> ByteBuffer {
        ByteBuffer(string: String(count, radix: 16) + "\r\n")
    }
}
