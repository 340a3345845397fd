internal import Wire

/// The segments of a stored body, lent with its record.
///
/// Each entry has the offset at which its segment ends (8 bytes), its file (8), its part's number
/// (4) and its detail; ends in place of sizes make a range a binary search.
package struct SegmentList {
    static let fixedBytes = 20

    private let bytes: UnsafeRawBufferPointer
    private let detailBytes: Int
    /// How many there are, at least one.
    package let count: Int

    /// Nil where the bytes are not so many entries, or do not end at `size`.
    init?(_ bytes: UnsafeRawBufferPointer, count: Int, detailBytes: Int, size: UInt64) {
        guard count > 0, detailBytes <= ObjectStoreLimits.segmentDetailBytes,
            bytes.count == count * (Self.fixedBytes + detailBytes)
        else { return nil }
        self.bytes = bytes
        self.count = count
        self.detailBytes = detailBytes
        guard end(of: count - 1) == size else { return nil }
    }

    /// The offset in the body at which a segment ends.
    package func end(of index: Int) -> UInt64 { integer(index, 0, as: UInt64.self) }

    /// The offset in the body at which a segment begins.
    package func start(of index: Int) -> UInt64 { index == 0 ? 0 : end(of: index - 1) }

    /// The file that a segment lies in.
    package func file(of index: Int) -> FileID {
        FileID(number: integer(index, 8, as: UInt64.self))
    }

    /// The number of the segment's part.
    package func part(of index: Int) -> UInt32 { integer(index, 16, as: UInt32.self) }

    /// A segment, copied.
    package func segment(_ index: Int) -> BodySegment {
        let detail = index * (Self.fixedBytes + detailBytes) + Self.fixedBytes
        return BodySegment(
            file: file(of: index),
            // Ends that go backwards would be a record this program did not write.
            size: end(of: index) &- start(of: index),
            part: part(of: index),
            detail: Array(bytes[detail..<detail + detailBytes])
        )
    }

    /// All segments, copied.
    package var all: [BodySegment] { (0..<count).map(segment) }

    /// The first segment that ends behind an offset, which is below the body's size.
    package func index(containing offset: UInt64) -> Int {
        var low = 0
        var high = count - 1
        while low < high {
            let middle = (low + high) / 2
            if end(of: middle) > offset { high = middle } else { low = middle + 1 }
        }
        return low
    }

    static func encode(_ segments: [BodySegment]) -> [UInt8] {
        let detailBytes = segments.first?.detail.count ?? 0
        var writer = WireWriter(
            reservingCapacity: segments.count * (fixedBytes + detailBytes)
        )
        var end: UInt64 = 0
        for segment in segments {
            precondition(segment.detail.count == detailBytes, "details of several lengths")
            end += segment.size
            writer.uint64(end)
            writer.uint64(segment.file.number)
            writer.uint32(segment.part)
            writer.raw(segment.detail)
        }
        return writer.bytes
    }

    private func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ index: Int,
        _ offset: Int,
        as type: Value.Type
    ) -> Value {
        let start = index * (Self.fixedBytes + detailBytes) + offset
        return Value(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: type))
    }
}
