/// The field names this program asks for.
///
/// A head knows of each, at no cost, whether it is there.
package enum KnownField: UInt8, CaseIterable, Sendable {
    case host
    case connection
    case keepAlive
    case proxyConnection
    case te
    case contentLength
    case transferEncoding
    case expect
    case range
    case ifMatch
    case ifNoneMatch
    case ifModifiedSince
    case ifUnmodifiedSince
    case ifRange
    case authorization
    case contentType
    case contentMD5
    case contentEncoding
    case contentLanguage
    case contentDisposition
    case cacheControl
    case expires
    case date
    case accept
    case acceptEncoding
    case userAgent
    case trailer
    case upgrade
    case origin
    case idempotencyKey
    case xAmzDate
    case xAmzContentSHA256
    case xAmzDecodedContentLength
    case xAmzSecurityToken
    case xAmzTrailer
    case xAmzCopySource
    case xAmzACL
    case xAmzTagging
    case xAmzStorageClass
    case xAmzChecksumMode
    case xAmzSDKChecksumAlgorithm
    case xAmzChecksumCRC32
    case xAmzChecksumCRC32C
    case xAmzChecksumCRC64NVME
    case xAmzChecksumSHA1
    case xAmzChecksumSHA256
    case xHeadwater
    case xHeadwaterVia
    case xHeadwaterView
    /// Any name that begins with `x-amz-meta-`: the user metadata of an object.
    case xAmzMeta

    /// The name in lower case; for `xAmzMeta` the prefix.
    package var name: StaticString {
        switch self {
        case .host: "host"
        case .connection: "connection"
        case .keepAlive: "keep-alive"
        case .proxyConnection: "proxy-connection"
        case .te: "te"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .expect: "expect"
        case .range: "range"
        case .ifMatch: "if-match"
        case .ifNoneMatch: "if-none-match"
        case .ifModifiedSince: "if-modified-since"
        case .ifUnmodifiedSince: "if-unmodified-since"
        case .ifRange: "if-range"
        case .authorization: "authorization"
        case .contentType: "content-type"
        case .contentMD5: "content-md5"
        case .contentEncoding: "content-encoding"
        case .contentLanguage: "content-language"
        case .contentDisposition: "content-disposition"
        case .cacheControl: "cache-control"
        case .expires: "expires"
        case .date: "date"
        case .accept: "accept"
        case .acceptEncoding: "accept-encoding"
        case .userAgent: "user-agent"
        case .trailer: "trailer"
        case .upgrade: "upgrade"
        case .origin: "origin"
        case .idempotencyKey: "idempotency-key"
        case .xAmzDate: "x-amz-date"
        case .xAmzContentSHA256: "x-amz-content-sha256"
        case .xAmzDecodedContentLength: "x-amz-decoded-content-length"
        case .xAmzSecurityToken: "x-amz-security-token"
        case .xAmzTrailer: "x-amz-trailer"
        case .xAmzCopySource: "x-amz-copy-source"
        case .xAmzACL: "x-amz-acl"
        case .xAmzTagging: "x-amz-tagging"
        case .xAmzStorageClass: "x-amz-storage-class"
        case .xAmzChecksumMode: "x-amz-checksum-mode"
        case .xAmzSDKChecksumAlgorithm: "x-amz-sdk-checksum-algorithm"
        case .xAmzChecksumCRC32: "x-amz-checksum-crc32"
        case .xAmzChecksumCRC32C: "x-amz-checksum-crc32c"
        case .xAmzChecksumCRC64NVME: "x-amz-checksum-crc64nvme"
        case .xAmzChecksumSHA1: "x-amz-checksum-sha1"
        case .xAmzChecksumSHA256: "x-amz-checksum-sha256"
        case .xHeadwater: "x-headwater"
        case .xHeadwaterVia: "x-headwater-via"
        case .xHeadwaterView: "x-headwater-view"
        case .xAmzMeta: "x-amz-meta-"
        }
    }
}
