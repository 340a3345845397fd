internal import Mirroring
internal import Objects
internal import S3

/// What a client is told when the embedded store cannot do what it asked.
enum StoreRefusal {
    static func error(_ error: ObjectStoreError) -> S3Error {
        switch error {
        case .diskFull:
            S3Error(.serviceUnavailable, "The disk of this node is full; nothing was stored.")
        case .busy: S3Error(.slowDown, "This node has too many writes waiting; try again.")
        case .recordTooLarge: S3Error(.metadataTooLarge)
        case .invalidPath: S3Error(.invalidURI)
        case .index, .file, .gone, .sizeMismatch, .corruptedRecord:
            S3Error(.internalError, "The store failed; see the node's log.")
        }
    }
}
