internal import Glibc
package import LMDB

/// Why the store could not do what it was asked.
package enum ObjectStoreError: Error, Sendable, Equatable {
    /// No space is left. The gateway goes on delivering, without storing.
    case diskFull
    /// The index failed.
    case index(LMDBError)
    /// A call on a file failed, with its errno.
    case file(operation: String, code: Int32)
    /// The body's file is gone: the object was replaced or deleted since its record was read.
    /// Reading the record again tells.
    case gone
    /// More commits wait for file threads than `ObjectStoreLimits.queuedFileJobs`.
    case busy
    /// A path that is not bucket (1 to 255 bytes), slash, key (1 to 1,024 bytes).
    case invalidPath
    /// An entity tag or header block beyond its limit, or an inline body beyond its.
    case recordTooLarge
    /// The record claims another size than the body has.
    case sizeMismatch(record: UInt64, body: UInt64)
    /// A record of the index that does not decode.
    case corruptedRecord

    init(operation: String, code: Int32) {
        self =
            code == ENOSPC || code == EDQUOT ? .diskFull : .file(operation: operation, code: code)
    }

    /// The same error in this type, whatever a closure of the index threw.
    init(_ error: any Error) {
        switch error {
        case let error as ObjectStoreError: self = error
        case let error as LMDBError: self = error.kind == .diskFull ? .diskFull : .index(error)
        default: preconditionFailure("the store's own closures throw no \(error)")
        }
    }
}
