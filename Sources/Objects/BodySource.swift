internal import Glibc

/// A body's file, open for reading until the last reference goes.
package final class BodySource: Sendable {
    /// Open for reading.
    package let descriptor: Int32

    init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Reads up to as many bytes as the buffer holds; fewer only at the end of the file.
    package func read(
        into buffer: UnsafeMutableRawBufferPointer,
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
