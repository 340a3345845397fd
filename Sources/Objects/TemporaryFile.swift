internal import Glibc
internal import Synchronization

/// A file in the spool, to be written and then committed as an object's body, or dropped.
///
/// The descriptor stays open until the last reference goes, also after the commit, so that readers
/// may go on reading from it. A file that was not committed vanishes with the last reference.
package final class TemporaryFile: Sendable {
    package let id: FileID
    /// Open for reading and writing; closed when this object goes.
    package let descriptor: Int32

    private let files: BodyFiles
    private let isInSpool = Atomic<Bool>(true)

    init(id: FileID, descriptor: Int32, files: BodyFiles) {
        self.id = id
        self.descriptor = descriptor
        self.files = files
    }

    deinit {
        discard()
        close(descriptor)
    }

    /// Writes all bytes at an offset; blocks, but rarely for long, for the page cache takes them.
    ///
    /// Throws `diskFull` when the disk is, or when only the store's reserve is left.
    package func write(
        _ bytes: UnsafeRawBufferPointer,
        at offset: UInt64
    ) throws(ObjectStoreError) {
        // Asking costs a microsecond, and once a megabyte is often enough.
        if offset >> 20 != (offset + UInt64(bytes.count)) >> 20 {
            try files.checkRoom(for: UInt64(bytes.count))
        }
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, Int(offset) + written)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw ObjectStoreError(operation: "pwrite", code: errno) }
            written += count
        }
    }

    /// Reads up to as many bytes as the buffer holds; fewer only at the end of the file.
    package func read(
        into buffer: UnsafeMutableRawBufferPointer,
        at offset: UInt64
    ) throws(ObjectStoreError) -> Int {
        try WholeRead.fill(buffer, from: descriptor, at: offset)
    }

    /// The size of the file by now, in bytes.
    package func size() throws(ObjectStoreError) -> UInt64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw ObjectStoreError(operation: "fstat", code: errno)
        }
        return UInt64(status.st_size)
    }

    /// Makes the content durable; the name is not.
    func synchronize() throws(ObjectStoreError) {
        // fdatasync includes the size, and leaves out only times and owners.
        guard fdatasync(descriptor) == 0 else {
            throw ObjectStoreError(operation: "fdatasync", code: errno)
        }
    }

    /// Removes the name; whoever has the file open goes on reading it.
    package func discard() {
        if leaveSpool() { files.removeFromSpool(id) }
    }

    /// True for the one caller that takes the file out of the spool.
    func leaveSpool() -> Bool {
        isInSpool.exchange(false, ordering: .acquiringAndReleasing)
    }
}
