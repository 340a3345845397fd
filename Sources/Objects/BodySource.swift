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
        try WholeRead.fill(buffer, from: descriptor, at: offset)
    }
}
