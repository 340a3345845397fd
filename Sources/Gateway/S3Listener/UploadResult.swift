internal import Objects
internal import S3

/// The bytes of a finished upload and everything that was computed over them.
struct UploadResult: Sendable {
    let body: ObjectBody
    let length: UInt64
    let md5: [UInt8]
    let sha256: [UInt8]?
    let sha1: [UInt8]?
    let checksum: [UInt8]?

    /// Compares with what the client claimed (edge 30).
    ///
    /// - Throws: BadDigest, XAmzContentSHA256Mismatch or IncompleteBody.
    func check(_ fields: UploadFields, _ claimed: ClaimedChecksum?) throws(S3Error) {
        if let expected = fields.length, expected != length {
            throw S3Error(.incompleteBody)
        }
        if let expected = fields.md5, expected != md5 {
            throw S3Error(.badDigest)
        }
        if case .digest(let expected) = fields.payload, expected != sha256 {
            throw S3Error(.xAmzContentSHA256Mismatch)
        }
        guard let claimed else { return }
        guard value(of: claimed.algorithm) == claimed.value else {
            throw S3Error(
                .badDigest,
                "The \(claimed.algorithm) you specified did not match the calculated checksum."
            )
        }
    }

    /// What was computed by an algorithm that the upload was made with.
    func value(of algorithm: ChecksumAlgorithm) -> [UInt8]? {
        switch algorithm {
        case .crc32, .crc32c, .crc64nvme: checksum
        case .sha1: sha1
        case .sha256: sha256
        }
    }

    /// The same with its bytes elsewhere.
    func with(_ body: ObjectBody) -> UploadResult {
        UploadResult(
            body: body,
            length: length,
            md5: md5,
            sha256: sha256,
            sha1: sha1,
            checksum: checksum
        )
    }

    /// Drops a body that nobody will have.
    func discard() {
        if case .file(let file) = body { file.discard() }
    }
}
