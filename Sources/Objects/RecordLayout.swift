internal import Wire

/// The bytes of a record in the index.
///
/// Version (1 byte), place of the body (1: 0 inline, 1 file, 2 segments), length of the entity tag
/// (2), length of the header block (4), size (8), modified (8), file (8; of segments their count
/// and the bytes of each one's detail, 4 each), length of the attributes (4), all big-endian; then
/// the tag, the block, the attributes and, inline, the body, or the list of segments. The fixed
/// places let a hit find everything without a walk. Version 1, which is still read, had neither
/// attributes nor segments.
enum RecordLayout {
    /// Where the bytes of a body are when its record is written.
    enum Body {
        case inline([UInt8])
        case file(FileID)
        /// At least one.
        case segments([BodySegment])

        /// The files of the body, in its order.
        var files: [FileID] {
            switch self {
            case .inline: []
            case .file(let id): [id]
            case .segments(let segments): segments.map(\.file)
            }
        }
    }

    private static let version: UInt8 = 2
    private static let fixedBytes = 36
    private static let fixedBytesOfVersion1 = 32

    /// How long the record will be.
    static func count(of record: ObjectRecord, body: Body) -> Int {
        let bodyCount =
            switch body {
            case .inline(let bytes): bytes.count
            case .file: 0
            case .segments(let segments):
                segments.count * (SegmentList.fixedBytes + (segments.first?.detail.count ?? 0))
            }
        return fixedBytes + record.etag.utf8.count + record.headerBlock.count
            + record.attributes.count + bodyCount
    }

    /// Writes a record into exactly as many bytes as `count` says.
    static func write(
        _ record: ObjectRecord,
        body: Body,
        into target: UnsafeMutableRawBufferPointer
    ) {
        var head = WireWriter(reservingCapacity: fixedBytes)
        head.uint8(version)
        let (kind, file): (UInt8, UInt64) =
            switch body {
            case .inline: (0, 0)
            case .file(let id): (1, id.number)
            case .segments(let segments):
                (2, UInt64(segments.count) << 32 | UInt64(segments.first?.detail.count ?? 0))
            }
        head.uint8(kind)
        head.uint16(UInt16(record.etag.utf8.count))
        head.uint32(UInt32(record.headerBlock.count))
        head.uint64(record.size)
        head.uint64(UInt64(bitPattern: record.modifiedMilliseconds))
        head.uint64(file)
        head.uint32(UInt32(record.attributes.count))
        var offset = 0
        func append(_ bytes: some Collection<UInt8>) {
            UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyBytes(from: bytes)
            offset += bytes.count
        }
        append(head.bytes)
        append(record.etag.utf8)
        append(record.headerBlock)
        append(record.attributes)
        switch body {
        case .inline(let bytes): append(bytes)
        case .file: break
        case .segments(let segments): append(SegmentList.encode(segments))
        }
    }

    /// The record in these bytes, or nil if they are none.
    static func read(_ bytes: UnsafeRawBufferPointer) -> ObjectView? {
        guard let first = bytes.first, first == 1 || first == version else { return nil }
        let fixed = first == 1 ? fixedBytesOfVersion1 : fixedBytes
        guard bytes.count >= fixed else { return nil }
        let etagEnd = fixed + Int(integer(bytes, at: 2, as: UInt16.self))
        let blockEnd = etagEnd + Int(integer(bytes, at: 4, as: UInt32.self))
        let attributesEnd =
            blockEnd + (first == 1 ? 0 : Int(integer(bytes, at: 32, as: UInt32.self)))
        guard attributesEnd <= bytes.count else { return nil }
        let size = integer(bytes, at: 8, as: UInt64.self)
        let file = integer(bytes, at: 24, as: UInt64.self)
        let rest = UnsafeRawBufferPointer(rebasing: bytes[attributesEnd...])
        let body: ObjectView.Body
        switch bytes[1] {
        case 0 where UInt64(rest.count) == size: body = .inline(rest)
        case 1 where rest.isEmpty: body = .file(FileID(number: file))
        case 2:
            let list = SegmentList(
                rest,
                count: Int(file >> 32),
                detailBytes: Int(file & UInt64(UInt32.max)),
                size: size
            )
            guard let list else { return nil }
            body = .segments(list)
        default: return nil
        }
        return ObjectView(
            size: size,
            modifiedMilliseconds: Int64(bitPattern: integer(bytes, at: 16, as: UInt64.self)),
            etag: UnsafeRawBufferPointer(rebasing: bytes[fixed..<etagEnd]),
            headerBlock: UnsafeRawBufferPointer(rebasing: bytes[etagEnd..<blockEnd]),
            attributes: UnsafeRawBufferPointer(rebasing: bytes[blockEnd..<attributesEnd]),
            body: body
        )
    }

    private static func integer<Value: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer,
        at offset: Int,
        as type: Value.Type
    ) -> Value where Value: BitwiseCopyable {
        Value(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }
}
