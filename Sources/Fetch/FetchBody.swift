/// The body of a request, read piece by piece while it is sent.
package struct FetchBody: Sendable {
    /// In bytes; exactly so many are sent.
    package let length: UInt64
    /// Fills a buffer from an offset of the body and tells how many bytes it wrote, at least one;
    /// nil or 0 ends the fetch as failed.
    ///
    /// Called on the fetch thread, perhaps twice for one offset: it may read a file whose pages are
    /// in memory, and wait for nothing else.
    package let read: @Sendable (_ buffer: UnsafeMutableRawBufferPointer, _ offset: UInt64) -> Int?

    package init(
        length: UInt64,
        read: @escaping @Sendable (UnsafeMutableRawBufferPointer, UInt64) -> Int?
    ) {
        self.length = length
        self.read = read
    }

    /// A body of bytes in memory.
    package init(_ bytes: [UInt8]) {
        self.init(length: UInt64(bytes.count)) { buffer, offset in
            let rest = bytes[min(Int(offset), bytes.count)...].prefix(buffer.count)
            buffer.copyBytes(from: rest)
            return rest.count
        }
    }
}
