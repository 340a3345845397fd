/// The query parameters that change what a request means.
///
/// S3 takes any other as if it were not there.
package enum QueryParameter: UInt8, CaseIterable, Sendable {
    // Listings.
    case listType
    case prefix
    case delimiter
    case marker
    case maxKeys
    case encodingType
    case startAfter
    case continuationToken
    case fetchOwner
    case keyMarker
    case uploadIDMarker
    case maxUploads
    case maxParts
    case partNumberMarker
    // Fields of the answer to a read.
    case responseContentType
    case responseContentLanguage
    case responseExpires
    case responseCacheControl
    case responseContentDisposition
    case responseContentEncoding
    // Sub-resources.
    case accelerate
    case acl
    case analytics
    case attributes
    case cors
    case delete
    case encryption
    case intelligentTiering
    case inventory
    case legalHold
    case lifecycle
    case location
    case logging
    case metadataTable
    case metrics
    case notification
    case objectLock
    case ownershipControls
    case partNumber
    case policy
    case policyStatus
    case publicAccessBlock
    case renameObject
    case replication
    case requestPayment
    case restore
    case retention
    case select
    case session
    case tagging
    case torrent
    case uploadID
    case uploads
    case versionID
    case versioning
    case versions
    case website

    /// The name in a query; the case of letters counts.
    package var name: StaticString {
        switch self {
        case .listType: "list-type"
        case .prefix: "prefix"
        case .delimiter: "delimiter"
        case .marker: "marker"
        case .maxKeys: "max-keys"
        case .encodingType: "encoding-type"
        case .startAfter: "start-after"
        case .continuationToken: "continuation-token"
        case .fetchOwner: "fetch-owner"
        case .keyMarker: "key-marker"
        case .uploadIDMarker: "upload-id-marker"
        case .maxUploads: "max-uploads"
        case .maxParts: "max-parts"
        case .partNumberMarker: "part-number-marker"
        case .responseContentType: "response-content-type"
        case .responseContentLanguage: "response-content-language"
        case .responseExpires: "response-expires"
        case .responseCacheControl: "response-cache-control"
        case .responseContentDisposition: "response-content-disposition"
        case .responseContentEncoding: "response-content-encoding"
        default: subresourceName
        }
    }

    private var subresourceName: StaticString {
        switch self {
        case .accelerate: "accelerate"
        case .acl: "acl"
        case .analytics: "analytics"
        case .attributes: "attributes"
        case .cors: "cors"
        case .delete: "delete"
        case .encryption: "encryption"
        case .intelligentTiering: "intelligent-tiering"
        case .inventory: "inventory"
        case .legalHold: "legal-hold"
        case .lifecycle: "lifecycle"
        case .location: "location"
        case .logging: "logging"
        case .metadataTable: "metadataTable"
        case .metrics: "metrics"
        case .notification: "notification"
        case .objectLock: "object-lock"
        case .ownershipControls: "ownershipControls"
        case .partNumber: "partNumber"
        case .policy: "policy"
        case .policyStatus: "policyStatus"
        case .publicAccessBlock: "publicAccessBlock"
        case .renameObject: "renameObject"
        case .replication: "replication"
        case .requestPayment: "requestPayment"
        case .restore: "restore"
        case .retention: "retention"
        case .select: "select"
        case .session: "session"
        case .tagging: "tagging"
        case .torrent: "torrent"
        case .uploadID: "uploadId"
        case .uploads: "uploads"
        case .versionID: "versionId"
        case .versioning: "versioning"
        case .versions: "versions"
        default: "website"
        }
    }

    /// The response field that a `response-…` parameter sets.
    package var overriddenField: StaticString? {
        switch self {
        case .responseContentType: "Content-Type"
        case .responseContentLanguage: "Content-Language"
        case .responseExpires: "Expires"
        case .responseCacheControl: "Cache-Control"
        case .responseContentDisposition: "Content-Disposition"
        case .responseContentEncoding: "Content-Encoding"
        default: nil
        }
    }

    /// Whether it names something other than the object itself, its current version as a whole.
    package var isObjectSubresource: Bool {
        switch self {
        case .acl, .attributes, .encryption, .legalHold, .partNumber, .renameObject, .restore,
            .retention, .select, .tagging, .torrent, .uploadID, .uploads, .versionID:
            true
        default: false
        }
    }

    /// Whether it names something other than a bucket or the list of its objects.
    package var isBucketSubresource: Bool {
        switch self {
        case .accelerate, .acl, .analytics, .cors, .delete, .encryption, .intelligentTiering,
            .inventory, .lifecycle, .location, .logging, .metadataTable, .metrics, .notification,
            .objectLock, .ownershipControls, .policy, .policyStatus, .publicAccessBlock,
            .replication, .requestPayment, .session, .tagging, .uploads, .versioning, .versions,
            .website:
            true
        default: false
        }
    }

    init?(_ name: UnsafeRawBufferPointer) {
        for parameter in Self.allCases where name.equals(parameter.name) {
            self = parameter
            return
        }
        return nil
    }
}
