/// What a ListObjectVersions request asks for: without versioning each object has the version `null`,
/// so it is a list of objects in another form.
package struct ListVersionsParameters: Sendable, Equatable {
    package let prefix: [UInt8]
    package let delimiter: [UInt8]
    /// Only keys behind this one, whatever version is named with it; empty for all.
    package let keyMarker: [UInt8]
    /// 0 to 1,000.
    package let maxKeys: Int
    /// Whether names in the answer are percent-encoded.
    package let encodesNames: Bool

    /// Where the page begins.
    package var position: ListPosition {
        .behind(keyMarker, prefix: prefix, delimiter: delimiter)
    }

    /// - Throws: InvalidArgument or InvalidURI.
    init(_ query: S3Query, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        prefix = try query.value(.prefix, in: bytes) ?? []
        delimiter = try query.value(.delimiter, in: bytes) ?? []
        keyMarker = try query.value(.keyMarker, in: bytes) ?? []
        maxKeys = min(try PageNumber.read(.maxKeys, query, bytes, default: 1_000), 1_000)
        encodesNames = try ListParameters.encodesNames(query, bytes)
    }
}
