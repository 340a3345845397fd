internal import HTTP1

/// The checksums that S3 takes in `x-amz-checksum-…` fields.
package enum ChecksumAlgorithm: CaseIterable, Sendable {
    case crc32
    case crc32c
    case crc64nvme
    case sha1
    case sha256

    /// The length of a value in bytes.
    package var length: Int {
        switch self {
        case .crc32, .crc32c: 4
        case .crc64nvme: 8
        case .sha1: 20
        case .sha256: 32
        }
    }

    /// The field that carries a value, in base64.
    package var fieldName: StaticString {
        switch self {
        case .crc32: "x-amz-checksum-crc32"
        case .crc32c: "x-amz-checksum-crc32c"
        case .crc64nvme: "x-amz-checksum-crc64nvme"
        case .sha1: "x-amz-checksum-sha1"
        case .sha256: "x-amz-checksum-sha256"
        }
    }

    var knownField: KnownField {
        switch self {
        case .crc32: .xAmzChecksumCRC32
        case .crc32c: .xAmzChecksumCRC32C
        case .crc64nvme: .xAmzChecksumCRC64NVME
        case .sha1: .xAmzChecksumSHA1
        case .sha256: .xAmzChecksumSHA256
        }
    }
}
