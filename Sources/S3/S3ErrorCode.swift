/// The error codes that are answered: of S3 by its names, and Headwater's own for what S3 cannot
/// meet.
package enum S3ErrorCode: String, Sendable, CaseIterable {
    case accessControlListNotSupported = "AccessControlListNotSupported"
    case accessDenied = "AccessDenied"
    case authorizationHeaderMalformed = "AuthorizationHeaderMalformed"
    case authorizationQueryParametersError = "AuthorizationQueryParametersError"
    case badDigest = "BadDigest"
    case entityTooLarge = "EntityTooLarge"
    case incompleteBody = "IncompleteBody"
    case internalError = "InternalError"
    case invalidAccessKeyID = "InvalidAccessKeyId"
    case invalidArgument = "InvalidArgument"
    case invalidBucketName = "InvalidBucketName"
    case invalidDigest = "InvalidDigest"
    case invalidRange = "InvalidRange"
    case invalidRequest = "InvalidRequest"
    case invalidStorageClass = "InvalidStorageClass"
    case invalidURI = "InvalidURI"
    case invalidToken = "InvalidToken"
    case keyTooLong = "KeyTooLongError"
    case malformedXML = "MalformedXML"
    case metadataTooLarge = "MetadataTooLarge"
    case methodNotAllowed = "MethodNotAllowed"
    case missingContentLength = "MissingContentLength"
    case missingSecurityHeader = "MissingSecurityHeader"
    case noSuchBucket = "NoSuchBucket"
    case noSuchKey = "NoSuchKey"
    case notImplemented = "NotImplemented"
    case operationAborted = "OperationAborted"
    case preconditionFailed = "PreconditionFailed"
    case requestHeaderSectionTooLarge = "RequestHeaderSectionTooLarge"
    case requestTimeTooSkewed = "RequestTimeTooSkewed"
    case requestTimeout = "RequestTimeout"
    case serviceUnavailable = "ServiceUnavailable"
    case signatureDoesNotMatch = "SignatureDoesNotMatch"
    case slowDown = "SlowDown"
    case xAmzContentSHA256Mismatch = "XAmzContentSHA256Mismatch"

    // Of buckets, uploads and what belongs to objects: see S3ErrorCode+Surface.swift.
    case accessForbidden = "AccessForbidden"
    case bucketAlreadyExists = "BucketAlreadyExists"
    case bucketAlreadyOwnedByYou = "BucketAlreadyOwnedByYou"
    case bucketNotEmpty = "BucketNotEmpty"
    case entityTooSmall = "EntityTooSmall"
    case invalidPart = "InvalidPart"
    case invalidPartNumber = "InvalidPartNumber"
    case invalidPartOrder = "InvalidPartOrder"
    case invalidTag = "InvalidTag"
    case malformedACL = "MalformedACLError"
    case noSuchBucketPolicy = "NoSuchBucketPolicy"
    case noSuchCORSConfiguration = "NoSuchCORSConfiguration"
    case noSuchEncryption = "ServerSideEncryptionConfigurationNotFoundError"
    case noSuchLifecycle = "NoSuchLifecycleConfiguration"
    case noSuchObjectLock = "ObjectLockConfigurationNotFoundError"
    case noSuchOwnershipControls = "OwnershipControlsNotFoundError"
    case noSuchPublicAccessBlock = "NoSuchPublicAccessBlockConfiguration"
    case noSuchReplication = "ReplicationConfigurationNotFoundError"
    case noSuchTagSet = "NoSuchTagSet"
    case noSuchUpload = "NoSuchUpload"
    case noSuchVersion = "NoSuchVersion"
    case noSuchWebsite = "NoSuchWebsiteConfiguration"

    // Headwater's own.
    case bucketHasMappings = "BucketHasMappings"
    case writesRefused = "WritesRefused"
    case mirrorLoop = "MirrorLoop"
    case originDenied = "OriginDenied"
    case originForbidden = "OriginForbidden"
    case originUnavailable = "OriginUnavailable"
    case storeUnavailable = "StoreUnavailable"

    /// The status of the response.
    package var status: Int {
        switch self {
        case .accessControlListNotSupported, .authorizationHeaderMalformed,
            .authorizationQueryParametersError, .badDigest, .entityTooLarge, .incompleteBody,
            .invalidArgument, .invalidBucketName, .invalidDigest, .invalidRequest,
            .invalidStorageClass, .invalidToken, .invalidURI, .keyTooLong, .malformedXML,
            .metadataTooLarge, .missingSecurityHeader, .requestHeaderSectionTooLarge,
            .requestTimeout, .xAmzContentSHA256Mismatch:
            400
        case .accessDenied, .invalidAccessKeyID, .requestTimeTooSkewed, .signatureDoesNotMatch: 403
        case .noSuchBucket, .noSuchKey: 404
        case .methodNotAllowed: 405
        case .operationAborted: 409
        case .missingContentLength: 411
        case .preconditionFailed: 412
        case .invalidRange: 416
        case .internalError: 500
        case .notImplemented: 501
        case .originDenied, .originForbidden, .originUnavailable: 502
        case .serviceUnavailable, .slowDown, .storeUnavailable: 503
        case .mirrorLoop: 508
        default: surfaceStatus
        }
    }

    /// The message where the place that refuses has nothing more precise to say.
    package var message: String {
        switch self {
        case .accessDenied, .authorizationHeaderMalformed, .authorizationQueryParametersError,
            .invalidAccessKeyID, .invalidToken, .missingSecurityHeader, .requestTimeTooSkewed,
            .signatureDoesNotMatch:
            accessMessage
        case .mirrorLoop, .originDenied, .originForbidden, .originUnavailable, .storeUnavailable:
            mirrorMessage
        default: surfaceMessage ?? requestMessage
        }
    }

    private var accessMessage: String {
        switch self {
        case .authorizationHeaderMalformed:
            "The authorization header you provided is invalid."
        case .authorizationQueryParametersError:
            "The authorization query parameters you provided are invalid."
        case .invalidToken: "The provided token is malformed or otherwise invalid."
        case .missingSecurityHeader: "Your request is missing a required header."
        case .invalidAccessKeyID:
            "The access key ID you provided does not exist in our records."
        case .requestTimeTooSkewed:
            "The difference between the request time and the current time is too large."
        case .signatureDoesNotMatch:
            "The request signature we calculated does not match the signature you provided."
        default: "Access Denied"
        }
    }

    private var mirrorMessage: String {
        switch self {
        case .mirrorLoop: "The origin of this object leads back to this cluster."
        case .originDenied: "The origin of this object denies access to it."
        case .originForbidden: "The origin of this object is not one that may be asked."
        case .originUnavailable: "The origin of this object does not answer as it should."
        default: "The object store is out of reach."
        }
    }

    private var requestMessage: String {
        switch self {
        case .accessControlListNotSupported: "The bucket does not allow ACLs."
        case .badDigest: "The digest you specified did not match what was received."
        case .entityTooLarge: "Your proposed upload exceeds the maximum allowed size."
        case .incompleteBody:
            "The request body ended before the number of bytes that was announced."
        case .invalidArgument: "Invalid argument."
        case .invalidBucketName: "The specified bucket is not valid."
        case .invalidDigest: "The digest you specified is not valid."
        case .invalidRange: "The requested range is not satisfiable."
        case .invalidRequest: "The request is not valid."
        case .invalidStorageClass: "The storage class you specified is not valid."
        case .invalidURI: "Couldn't parse the specified URI."
        case .keyTooLong: "Your key is too long."
        case .malformedXML: "The XML you provided was not well-formed or is not what is expected."
        case .metadataTooLarge:
            "Your metadata headers exceed the maximum allowed metadata size."
        case .methodNotAllowed: "The specified method is not allowed against this resource."
        case .missingContentLength: "You must provide the Content-Length HTTP header."
        case .noSuchBucket: "The specified bucket does not exist."
        case .noSuchKey: "The specified key does not exist."
        case .notImplemented: "What you request is not implemented."
        case .operationAborted:
            "A conflicting operation is in progress against this resource. Try again."
        case .preconditionFailed:
            "At least one of the pre-conditions you specified did not hold."
        case .requestHeaderSectionTooLarge: "Your request header section is too large."
        case .requestTimeout:
            "Your socket connection was not read from or written to within the timeout period."
        case .serviceUnavailable: "Service is unable to handle the request."
        case .slowDown: "Please reduce your request rate."
        case .xAmzContentSHA256Mismatch:
            "The provided 'x-amz-content-sha256' header does not match what was computed."
        default: "We encountered an internal error. Please try again."
        }
    }
}
