internal import Catalog
internal import S3

/// What a request needs to be let in.
enum AccessNeed: Equatable {
    /// Nothing: the answer is for everybody.
    case nothing
    /// A signature of any key there is.
    case signature
    /// Any grant in the bucket, or a bucket that anybody may read.
    case bucket
    /// This permission in the bucket; reading may be open to anybody.
    case permission(AccessPermission)

    init(_ operation: S3Operation) {
        switch OperationRight(operation) {
        case .none: self = .nothing
        case .signature: self = .signature
        case .bucket: self = .bucket
        case .read: self = .permission(.read)
        case .write: self = .permission(.write)
        case .administer: self = .permission(.admin)
        }
    }
}
