/// What a ListMultipartUploads request asks for.
package struct ListUploadsParameters: Sendable, Equatable {
    package let prefix: [UInt8]
    package let delimiter: [UInt8]
    /// Only uploads of keys behind this one; empty for all.
    package let keyMarker: [UInt8]
    /// With a key marker: that key's uploads behind this one too, as `UploadName` reads it.
    package let uploadMarker: [UInt8]?
    /// 0 to 1,000.
    package let maxUploads: Int
    /// Whether names in the answer are percent-encoded.
    package let encodesNames: Bool

    /// - Throws: InvalidArgument or InvalidURI.
    init(_ query: S3Query, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        prefix = try query.value(.prefix, in: bytes) ?? []
        delimiter = try query.value(.delimiter, in: bytes) ?? []
        keyMarker = try query.value(.keyMarker, in: bytes) ?? []
        maxUploads = min(try PageNumber.read(.maxUploads, query, bytes, default: 1_000), 1_000)
        encodesNames = try ListParameters.encodesNames(query, bytes)
        guard let marker = try query.value(.uploadIDMarker, in: bytes), !marker.isEmpty,
            !keyMarker.isEmpty
        else {
            uploadMarker = nil
            return
        }
        do throws(S3Error) {
            uploadMarker = try UploadName.identity(marker)
        } catch {
            throw .invalidArgument(
                "Invalid uploadId marker",
                name: "upload-id-marker",
                value: marker
            )
        }
    }
}
