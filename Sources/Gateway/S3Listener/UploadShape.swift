internal import S3

/// What an upload may be, and what is computed over it.
struct UploadShape {
    /// The most bytes of the body.
    var limitBytes = UploadLimits.objectBytes
    /// Up to how many bytes it stays in memory.
    var memoryBytes: Int
    /// A checksum that is computed even if the client claims none.
    var algorithm: ChecksumAlgorithm?
}
