/// What whoever sends a request must be allowed, in the bucket that it names.
package enum OperationRight: Sendable, Equatable {
    /// Nothing: what is answered is for everybody.
    case none
    /// To be anybody with a key.
    case signature
    /// Anything at all in the bucket.
    case bucket
    case read
    case write
    /// To make, configure or remove the bucket, or to say who may read what is in it.
    case administer

    /// The right that an operation needs; for a copy, that in the bucket it writes to: its source
    /// must be readable as well (``S3Operation/copiedPath``).
    package init(_ operation: S3Operation) {
        switch operation {
        case .preflight: self = .none
        case .listBuckets, .notImplemented: self = .signature
        case .headBucket, .getBucketLocation, .getBucketACL, .getBucketCORS, .getBucketDefault:
            self = .bucket
        case .listObjects, .listObjectVersions, .getObject, .headObject, .getObjectPart,
            .headObjectPart, .getObjectTagging, .getObjectAttributes:
            self = .read
        case .putObject, .deleteObject, .deleteObjects, .copyObject, .getObjectACL,
            .putObjectTagging, .deleteObjectTagging, .createMultipartUpload, .uploadPart,
            .uploadPartCopy, .listParts, .completeMultipartUpload, .abortMultipartUpload,
            .listMultipartUploads:
            self = .write
        // Who may write but not read would else open the objects of others to everybody.
        case .createBucket, .deleteBucket, .putBucketACL, .putBucketCORS, .deleteBucketCORS,
            .putObjectACL:
            self = .administer
        }
    }
}
