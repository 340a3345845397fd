internal import HTTP1

/// The names that S3 gives to the operations Headwater does not have, for its NotImplemented
/// answers.
enum OperationNames {
    /// Nil where S3 has no such operation.
    static func bucket(_ method: Method, _ subresource: QueryParameter) -> String? {
        switch (method, subresource) {
        case (.get, .uploads): return "ListMultipartUploads"
        case (.get, .versions): return "ListObjectVersions"
        case (.get, .session): return "CreateSession"
        case (.post, .delete): return "DeleteObjects"
        case (_, .uploads), (_, .versions), (_, .session), (_, .delete): return nil
        default: break
        }
        guard let verb = verb(method), let noun = bucketNoun(subresource) else { return nil }
        return verb + noun
    }

    /// Nil where S3 has no such operation.
    static func object(
        _ method: Method,
        _ subresource: QueryParameter,
        isCopy: Bool
    ) -> String? {
        switch (method, subresource) {
        case (.get, .uploadID): "ListParts"
        case (.put, .uploadID), (.put, .partNumber): isCopy ? "UploadPartCopy" : "UploadPart"
        case (.post, .uploadID): "CompleteMultipartUpload"
        case (.delete, .uploadID): "AbortMultipartUpload"
        case (.post, .uploads): "CreateMultipartUpload"
        case (.get, .partNumber), (.head, .partNumber):
            method == .get ? "GetObject by partNumber" : "HeadObject by partNumber"
        case (.get, .versionID): "GetObject by versionId"
        case (.head, .versionID): "HeadObject by versionId"
        case (.delete, .versionID): "DeleteObject by versionId"
        case (.get, .attributes): "GetObjectAttributes"
        case (.get, .torrent): "GetObjectTorrent"
        case (.post, .restore): "RestoreObject"
        case (.post, .select): "SelectObjectContent"
        case (.put, .renameObject): "RenameObject"
        case (.put, .encryption): "UpdateObjectEncryption"
        case (.get, .acl), (.put, .acl): method == .get ? "GetObjectAcl" : "PutObjectAcl"
        case (.get, .legalHold), (.put, .legalHold):
            method == .get ? "GetObjectLegalHold" : "PutObjectLegalHold"
        case (.get, .retention), (.put, .retention):
            method == .get ? "GetObjectRetention" : "PutObjectRetention"
        case (.get, .tagging), (.put, .tagging), (.delete, .tagging):
            verb(method).map { $0 + "ObjectTagging" }
        default: nil
        }
    }

    private static func verb(_ method: Method) -> String? {
        switch method {
        case .get: "Get"
        case .put: "Put"
        case .delete: "Delete"
        default: nil
        }
    }

    private static func bucketNoun(_ subresource: QueryParameter) -> String? {
        switch subresource {
        case .accelerate: "BucketAccelerateConfiguration"
        case .acl: "BucketAcl"
        case .analytics: "BucketAnalyticsConfiguration"
        case .cors: "BucketCors"
        case .encryption: "BucketEncryption"
        case .intelligentTiering: "BucketIntelligentTieringConfiguration"
        case .inventory: "BucketInventoryConfiguration"
        case .lifecycle: "BucketLifecycleConfiguration"
        case .logging: "BucketLogging"
        case .metadataTable: "BucketMetadataTableConfiguration"
        case .metrics: "BucketMetricsConfiguration"
        case .notification: "BucketNotificationConfiguration"
        case .objectLock: "ObjectLockConfiguration"
        case .ownershipControls: "BucketOwnershipControls"
        case .policy: "BucketPolicy"
        case .policyStatus: "BucketPolicyStatus"
        case .publicAccessBlock: "PublicAccessBlock"
        case .replication: "BucketReplication"
        case .requestPayment: "BucketRequestPayment"
        case .tagging: "BucketTagging"
        case .versioning: "BucketVersioning"
        case .website: "BucketWebsite"
        default: nil
        }
    }
}
