internal import Glibc

/// Reading at an offset until the buffer is full or the file ends.
enum WholeRead {
    /// Returns the bytes read: fewer than the buffer holds only at the end of the file.
    static func fill(
        _ buffer: UnsafeMutableRawBufferPointer,
        from descriptor: Int32,
        at offset: UInt64
    ) throws(ObjectStoreError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = pread(descriptor, rest.baseAddress, rest.count, Int(offset) + filled)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw ObjectStoreError(operation: "pread", code: errno) }
            guard count > 0 else { break }
            filled += count
        }
        return filled
    }
}
