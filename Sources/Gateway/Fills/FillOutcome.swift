internal import Mirroring
internal import Objects

/// How a fill ended, for its log line and its metrics.
enum FillOutcome: Sendable {
    case stored
    /// Delivered, and deliberately not stored.
    case notStored
    /// Delivered; a client had written the key meanwhile.
    case superseded
    /// Delivered; the store could not take it.
    case storeFailed(ObjectStoreError)
    /// Delivered; the S3 store behind this node could not take it, for this reason.
    case storeRefused(String)
    case failed(MissFailure)

    var text: StaticString {
        switch self {
        case .stored: "stored"
        case .notStored: "not-stored"
        case .superseded: "superseded"
        case .storeFailed, .storeRefused: "store-failed"
        case .failed: "failed"
        }
    }
}
