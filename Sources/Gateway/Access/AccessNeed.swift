internal import Catalog
internal import S3

/// What a request needs to be let in.
enum AccessNeed: Equatable {
    /// A signature of any key there is.
    case signature
    /// Any grant in the bucket, or a bucket that anybody may read.
    case bucket
    /// This permission in the bucket; reading may be open to anybody.
    case permission(AccessPermission)

    init(_ operation: S3Operation) {
        switch operation {
        case .listBuckets, .notImplemented: self = .signature
        case .headBucket, .getBucketLocation: self = .bucket
        case .listObjects, .getObject, .headObject: self = .permission(.read)
        case .putObject, .deleteObject: self = .permission(.write)
        }
    }
}
