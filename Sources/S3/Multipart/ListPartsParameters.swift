/// What a ListParts request asks for.
package struct ListPartsParameters: Sendable, Equatable {
    /// As `UploadName` reads it.
    package let upload: [UInt8]
    /// Only parts with higher numbers.
    package let marker: UInt32
    /// 0 to 1,000.
    package let maxParts: Int

    /// - Throws: InvalidArgument or NoSuchUpload.
    init(_ query: S3Query, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        upload = try UploadName.identity(try query.value(.uploadID, in: bytes) ?? [])
        marker = UInt32(
            clamping: try PageNumber.read(.partNumberMarker, query, bytes, default: 0)
        )
        maxParts = min(try PageNumber.read(.maxParts, query, bytes, default: 1_000), 1_000)
    }
}
