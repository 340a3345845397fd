/// Who may read the objects of a bucket: the two canned access lists of S3 that there are.
package enum BucketACL: UInt8, Sendable, Hashable {
    /// Those with an access key that may.
    case `private` = 0
    /// Anybody may.
    case publicRead = 1
}
