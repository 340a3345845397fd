package import NIOCore

/// Frames as streams between nodes carry them: a length of 4 bytes, big-endian, and the content.
package enum PeerFraming {
    /// The frame of some bytes.
    package static func frame(_ content: [UInt8], _ allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: content.count + 4)
        buffer.writeInteger(UInt32(content.count))
        buffer.writeBytes(content)
        return buffer
    }
}
