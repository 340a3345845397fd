internal import Mirroring
internal import S3

/// What a reader is told when a miss cannot be answered with the object (edge 14).
enum MissRefusal {
    static func error(_ failure: MissFailure, key: ArraySlice<UInt8>) -> S3Error {
        var message = failure.message
        if let status = failure.originStatus, !message.contains("\(status)") {
            message += " (origin status \(status))"
        }
        return switch failure.code {
        case .noSuchKey: S3Error(.noSuchKey, message).with("Key", key)
        case .originDenied: S3Error(.originDenied, message)
        case .originForbidden: S3Error(.originForbidden, message)
        case .slowDown: S3Error(.slowDown, message)
        case .mirrorLoop: S3Error(.mirrorLoop, message)
        case .originUnavailable, .rangeIgnored, .rangeNotSatisfiable, .broken, .changed:
            S3Error(.originUnavailable, message)
        }
    }
}
