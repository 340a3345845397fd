/// The bounds of an upload.
enum UploadLimits {
    /// One PutObject, as in S3: 5 GiB.
    static let objectBytes: UInt64 = 5 << 30
    /// A document: the longest that `XMLReader` takes, for 1,000 keys or 10,000 parts.
    static let documentBytes = 2 << 20
    /// Documents up to this size are read on the event loop; reading is about 30 MB a second.
    static let shortDocumentBytes = 8 << 10
    /// Body bytes that wait for the disk before the client is held back.
    static let waitingBytes = 1 << 20
    /// Body bytes that are worth a trip to another thread.
    static let batchBytes = 128 << 10
}
