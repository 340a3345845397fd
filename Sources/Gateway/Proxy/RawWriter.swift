/// Appends bytes to a space that is known to be large enough.
struct RawWriter {
    private let space: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ space: UnsafeMutableRawBufferPointer) {
        self.space = space
    }

    mutating func write(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        precondition(range.upperBound <= bytes.count, "\(range) is beyond \(bytes.count) bytes")
        write(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }

    mutating func write(_ text: StaticString) {
        write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0) }
    }

    private mutating func write(_ bytes: UnsafeRawBufferPointer) {
        guard let from = bytes.baseAddress, let to = space.baseAddress else { return }
        precondition(bytes.count <= space.count - count, "\(bytes.count) bytes find no room")
        (to + count).copyMemory(from: from, byteCount: bytes.count)
        count += bytes.count
    }
}
