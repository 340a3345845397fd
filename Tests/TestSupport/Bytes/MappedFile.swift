internal import Glibc

/// A file mapped into memory, to compare with; it must not shrink while it is in use.
package final class MappedFile: Sendable {
    package let count: Int
    /// As a number, for a pointer is not Sendable; the pages are never written.
    private let address: UInt

    /// Throws where the file cannot be opened or has no bytes.
    package init(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TestSupportError("\(path): errno \(errno)") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0 else {
            throw TestSupportError("\(path): not a file with bytes")
        }
        count = Int(status.st_size)
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
            start != MAP_FAILED
        else { throw TestSupportError("\(path) cannot be mapped: errno \(errno)") }
        address = UInt(bitPattern: start)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(bitPattern: address), count)
    }

    /// The bytes of a range, valid as long as this object.
    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        precondition(range.upperBound <= count, "past the end of a file of \(count)")
        let all = UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count)
        return UnsafeRawBufferPointer(rebasing: all[range])
    }
}

extension MappedFile: Hashable {
    package static func == (left: MappedFile, right: MappedFile) -> Bool { left === right }

    /// One mapping, not its bytes.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(self))
    }
}
