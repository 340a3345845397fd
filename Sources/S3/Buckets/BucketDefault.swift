/// What a client is told of a bucket's configuration that Headwater does not have: the same as S3
/// tells of a bucket where nobody has configured it.
package enum BucketDefault: Sendable, Equatable {
    /// An empty or constant document.
    case document([UInt8])
    /// S3's code for "there is none".
    case error(S3ErrorCode)

    /// Nil where a client could not go on with any such answer.
    init?(_ subresource: QueryParameter) {
        switch subresource {
        case .accelerate: self = .empty("AccelerateConfiguration")
        case .logging: self = .empty("BucketLoggingStatus")
        case .notification: self = .empty("NotificationConfiguration")
        case .versioning: self = .empty("VersioningConfiguration")
        case .requestPayment:
            var writer = XMLWriter()
            writer.open("RequestPaymentConfiguration", namespace: true)
            writer.element("Payer", "BucketOwner")
            writer.close("RequestPaymentConfiguration")
            self = .document(writer.bytes)
        case .encryption: self = .error(.noSuchEncryption)
        case .lifecycle: self = .error(.noSuchLifecycle)
        case .objectLock: self = .error(.noSuchObjectLock)
        case .ownershipControls: self = .error(.noSuchOwnershipControls)
        case .policy, .policyStatus: self = .error(.noSuchBucketPolicy)
        case .publicAccessBlock: self = .error(.noSuchPublicAccessBlock)
        case .replication: self = .error(.noSuchReplication)
        case .tagging: self = .error(.noSuchTagSet)
        case .website: self = .error(.noSuchWebsite)
        default: return nil
        }
    }

    private static func empty(_ name: StaticString) -> BucketDefault {
        var writer = XMLWriter()
        writer.open(name, namespace: true)
        writer.close(name)
        return .document(writer.bytes)
    }
}
