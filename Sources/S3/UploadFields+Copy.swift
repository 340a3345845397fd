package import HTTP1

extension UploadFields {
    /// The condition of a DELETE: `If-Match` with one entity tag, nil where it has none.
    ///
    /// - Throws: NotImplemented.
    package static func deletionTag(
        _ head: RequestHead,
        in bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> String? {
        guard let range = head.first(.ifMatch) else { return nil }
        return try singleTag(Array(bytes[range]), isRepeated: head.isRepeated(.ifMatch))
    }

    /// The algorithm that `x-amz-checksum-algorithm` names for what a request creates.
    ///
    /// - Throws: InvalidRequest.
    package static func checksumAlgorithm(
        _ head: RequestHead,
        in bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> ChecksumAlgorithm? {
        guard let name = head.value("x-amz-checksum-algorithm", in: bytes) else { return nil }
        guard let algorithm = ChecksumAlgorithm(name: name) else {
            throw S3Error(
                .invalidRequest,
                "Checksum algorithm provided is unsupported. Please try again with any of the "
                    + "valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"
            )
        }
        return algorithm
    }

    /// The kind that `x-amz-checksum-type` asks for an upload's checksum, or S3's default.
    ///
    /// - Throws: InvalidRequest where algorithm and kind do not go together.
    package static func checksumKind(
        of algorithm: ChecksumAlgorithm?,
        _ head: RequestHead,
        in bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> StoredChecksum.Kind {
        let value = head.value("x-amz-checksum-type", in: bytes)
        guard let value else { return algorithm == .crc64nvme ? .fullObject : .composite }
        guard let kind = StoredChecksum.Kind(value), let algorithm else {
            throw S3Error(.invalidRequest, "The x-amz-checksum-type header is not valid.")
        }
        let isPossible =
            switch (algorithm, kind) {
            case (.crc64nvme, .composite), (.sha1, .fullObject), (.sha256, .fullObject): false
            default: true
            }
        guard isPossible else {
            throw S3Error(
                .invalidRequest,
                "The \(kind.name) checksum type cannot be used with the \(algorithm.name) "
                    + "checksum algorithm."
            )
        }
        return kind
    }

    /// The checksum and size that the fields of a CompleteMultipartUpload claim of the object.
    ///
    /// - Throws: InvalidRequest.
    package static func completionSize(
        _ head: RequestHead,
        in bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> UInt64? {
        guard let text = head.text("x-amz-mp-object-size", in: bytes) else { return nil }
        guard let size = UInt64(text) else {
            throw S3Error(.invalidRequest, "The x-amz-mp-object-size header is not a number.")
        }
        return size
    }
}
