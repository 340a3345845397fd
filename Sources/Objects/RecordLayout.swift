internal import Wire

/// The bytes of a record in the index.
///
/// Version (1 byte), place of the body (1: 0 inline, 1 file), length of the entity tag (2), length
/// of the header block (4), size (8), modified (8), file (8), all big-endian; then the tag, the
/// block and, inline, the body. The fixed places let a hit find everything without a walk.
enum RecordLayout {
    /// Where the bytes of a body are when its record is written.
    enum Body {
        case inline([UInt8])
        case file(FileID)

        var fileID: FileID? {
            switch self {
            case .inline: nil
            case .file(let id): id
            }
        }
    }

    private static let version: UInt8 = 1
    private static let fixedBytes = 32

    /// How long the record will be.
    static func count(of record: ObjectRecord, body: Body) -> Int {
        let inlineCount =
            switch body {
            case .inline(let bytes): bytes.count
            case .file: 0
            }
        return fixedBytes + record.etag.utf8.count + record.headerBlock.count + inlineCount
    }

    /// Writes a record into exactly as many bytes as `count` says.
    static func write(
        _ record: ObjectRecord,
        body: Body,
        into target: UnsafeMutableRawBufferPointer
    ) {
        var head = WireWriter(reservingCapacity: fixedBytes)
        head.uint8(version)
        head.uint8(body.fileID == nil ? 0 : 1)
        head.uint16(UInt16(record.etag.utf8.count))
        head.uint32(UInt32(record.headerBlock.count))
        head.uint64(record.size)
        head.uint64(UInt64(bitPattern: record.modifiedMilliseconds))
        head.uint64(body.fileID?.number ?? 0)
        var offset = 0
        func append(_ bytes: some Collection<UInt8>) {
            UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyBytes(from: bytes)
            offset += bytes.count
        }
        append(head.bytes)
        append(record.etag.utf8)
        append(record.headerBlock)
        if case .inline(let bytes) = body { append(bytes) }
    }

    /// The record in these bytes, or nil if they are none.
    static func read(_ bytes: UnsafeRawBufferPointer) -> ObjectView? {
        guard bytes.count >= fixedBytes, bytes[0] == version else { return nil }
        let etagEnd = fixedBytes + Int(integer(bytes, at: 2, as: UInt16.self))
        let blockEnd = etagEnd + Int(integer(bytes, at: 4, as: UInt32.self))
        guard blockEnd <= bytes.count else { return nil }
        let size = integer(bytes, at: 8, as: UInt64.self)
        let rest = UnsafeRawBufferPointer(rebasing: bytes[blockEnd...])
        let body: ObjectView.Body
        switch bytes[1] {
        case 0 where UInt64(rest.count) == size: body = .inline(rest)
        case 1 where rest.isEmpty:
            body = .file(FileID(number: integer(bytes, at: 24, as: UInt64.self)))
        default: return nil
        }
        return ObjectView(
            size: size,
            modifiedMilliseconds: Int64(bitPattern: integer(bytes, at: 16, as: UInt64.self)),
            etag: UnsafeRawBufferPointer(rebasing: bytes[fixedBytes..<etagEnd]),
            headerBlock: UnsafeRawBufferPointer(rebasing: bytes[etagEnd..<blockEnd]),
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
