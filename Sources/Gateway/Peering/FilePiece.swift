internal import Glibc
internal import NIOCore

/// A stretch of a file in memory: what goes to another member may have to be sealed on its way.
enum FilePiece {
    /// Nil where the file ends before, or cannot be read.
    static func read(
        _ descriptor: Int32,
        at offset: UInt64,
        count: Int,
        _ allocator: ByteBufferAllocator
    ) -> ByteBuffer? {
        var buffer = allocator.buffer(capacity: count)
        var filled = 0
        while filled < count {
            let result = buffer.withUnsafeMutableWritableBytes { space in
                pread(
                    descriptor,
                    space.baseAddress?.advanced(by: filled),
                    count - filled,
                    Int(offset) + filled
                )
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { return nil }
            filled += result
        }
        buffer.moveWriterIndex(forwardBy: count)
        return buffer
    }
}
