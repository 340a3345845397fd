internal import Wire

/// A part of a multipart upload that is durable.
package struct UploadPart: Sendable, Equatable {
    /// 1 to 10,000.
    package let number: UInt32
    /// In bytes.
    package let size: UInt64
    /// In milliseconds since 1970.
    package let modifiedMilliseconds: Int64
    /// The MD5 of the part, 16 bytes.
    package let md5: [UInt8]
    /// The part's checksum by the upload's algorithm; empty where it has none.
    package let checksum: [UInt8]
    package let file: FileID

    package init(
        number: UInt32,
        size: UInt64,
        modifiedMilliseconds: Int64,
        md5: [UInt8],
        checksum: [UInt8],
        file: FileID
    ) {
        self.number = number
        self.size = size
        self.modifiedMilliseconds = modifiedMilliseconds
        self.md5 = md5
        self.checksum = checksum
        self.file = file
    }

    /// The value in the table of parts; the number is in the key.
    var encoded: [UInt8] {
        var writer = WireWriter(reservingCapacity: 96)
        writer.uint8(1)
        writer.uint64(size)
        writer.uint64(UInt64(bitPattern: modifiedMilliseconds))
        writer.uint64(file.number)
        writer.sized(md5)
        writer.sized(checksum)
        return writer.bytes
    }

    init(number: UInt32, encoded: UnsafeRawBufferPointer) throws(ObjectStoreError) {
        do throws(WireError) {
            var reader = WireReader(Array(encoded))
            guard try reader.uint8() == 1 else {
                throw WireError.invalid(field: "part version", value: 0)
            }
            self.number = number
            size = try reader.uint64()
            modifiedMilliseconds = Int64(bitPattern: try reader.uint64())
            file = FileID(number: try reader.uint64())
            md5 = try reader.sized(limit: 16)
            checksum = try reader.sized(limit: ObjectStoreLimits.segmentDetailBytes)
            try reader.finish()
        } catch {
            throw .corruptedRecord
        }
    }
}
