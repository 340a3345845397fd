// What is answered of buckets, uploads, and what belongs to objects.
extension S3ErrorCode {
    var surfaceStatus: Int {
        switch self {
        case .entityTooSmall, .invalidPart, .invalidPartOrder, .invalidTag, .malformedACL: 400
        case .accessForbidden: 403
        case .bucketAlreadyExists, .bucketAlreadyOwnedByYou, .bucketHasMappings, .bucketNotEmpty,
            .writesRefused:
            409
        case .invalidPartNumber: 416
        default: 404
        }
    }

    var surfaceMessage: String? {
        switch self {
        case .bucketAlreadyExists: "The requested bucket name is not available."
        case .bucketAlreadyOwnedByYou:
            "Your previous request to create the named bucket succeeded and you already own it."
        case .bucketNotEmpty: "The bucket you tried to delete is not empty."
        case .bucketHasMappings:
            "The bucket has mappings; delete them first (headwater kv list BUCKET)."
        case .entityTooSmall:
            "Your proposed upload is smaller than the minimum allowed object size."
        case .invalidPart:
            "One or more of the specified parts could not be found. The part may not have been "
                + "uploaded, or the specified entity tag may not match the part's entity tag."
        case .invalidPartNumber: "The requested partnumber is not satisfiable"
        case .invalidPartOrder:
            "The list of parts was not in ascending order. Parts must be ordered by part number."
        case .invalidTag: "The tag provided was not a valid tag."
        case .malformedACL: "The ACL you provided was not well-formed."
        case .noSuchUpload:
            "The specified upload does not exist. The upload ID may be invalid, or the upload may "
                + "have been aborted or completed."
        case .noSuchVersion: "The specified version does not exist."
        case .noSuchTagSet: "There is no tag set associated with the bucket."
        case .writesRefused:
            "A cluster of several nodes keeps no objects of its own but mirrored ones; give it a "
                + "shared store with --store s3:URL."
        case .noSuchBucketPolicy, .noSuchCORSConfiguration, .noSuchEncryption, .noSuchLifecycle,
            .noSuchObjectLock, .noSuchOwnershipControls, .noSuchPublicAccessBlock,
            .noSuchReplication, .noSuchWebsite:
            "The bucket has no such configuration."
        case .accessForbidden: "Access Forbidden"
        default: nil
        }
    }
}
