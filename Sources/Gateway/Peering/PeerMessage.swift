internal import NIOCore
internal import Routing
internal import Wire

/// A message about objects whose bodies are buffers of NIO.
typealias PeerMessage = FillMessage<ByteBuffer>

extension PeerMessage {
    /// Takes a message apart; a body is not copied.
    ///
    /// - Parameter isQuestion: the exchange is a question, whose answers share tags with those to
    ///   reads.
    init(_ frame: ByteBuffer, isQuestion: Bool = false) throws(WireError) {
        var frame = frame
        guard let tag = frame.readInteger(as: UInt8.self) else { throw .truncated }
        if tag == FillMessageTag.body.rawValue {
            self = .body(frame)
            return
        }
        var reader = WireReader(Array(frame.readableBytesView))
        try self.init(tag: tag, &reader, isQuestion: isQuestion)
    }

    /// The frame: its length in 4 bytes, then the message.
    func frame(_ allocator: ByteBufferAllocator) -> ByteBuffer {
        if case .body(let bytes) = self {
            var frame = allocator.buffer(capacity: bytes.readableBytes + 5)
            frame.writeInteger(UInt32(bytes.readableBytes + 1))
            frame.writeInteger(FillMessageTag.body.rawValue)
            frame.writeImmutableBuffer(bytes)
            return frame
        }
        var writer = WireWriter()
        encode(into: &writer)
        var frame = allocator.buffer(capacity: writer.bytes.count + 4)
        frame.writeInteger(UInt32(writer.bytes.count))
        frame.writeBytes(writer.bytes)
        return frame
    }
}
