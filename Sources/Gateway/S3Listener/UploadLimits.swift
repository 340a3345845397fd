/// The bounds of an upload.
enum UploadLimits {
    /// One PutObject, as in S3: 5 GiB.
    static let objectBytes: UInt64 = 5 << 30
    /// Body bytes that wait for the disk before the client is held back.
    static let waitingBytes = 1 << 20
    /// Body bytes that are worth a trip to another thread.
    static let batchBytes = 128 << 10
}
