/// The parameters of a presigned URL, decoded.
///
/// Source: "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)", Amazon S3
/// API reference.
struct PresignedParameters {
    private(set) var algorithm: [UInt8] = []
    private(set) var credential: [UInt8] = []
    private(set) var date: [UInt8] = []
    private(set) var expires: [UInt8] = []
    private(set) var signedHeaders: [UInt8] = []
    private(set) var signature: [UInt8] = []
    private(set) var token: [UInt8]?

    /// Nil where the query has no sign of a signature.
    ///
    /// - Throws: AuthorizationQueryParametersError where one is missing or comes twice,
    ///   InvalidRequest for signature version 2.
    init?(_ query: S3Query, in bytes: UnsafeRawBufferPointer) throws(S3Error) {
        var found: UInt8 = 0
        for item in query.items where item.parameter == nil {
            let name = UnsafeRawBufferPointer(rebasing: bytes[item.name])
            guard let index = Self.names.firstIndex(where: { name.equals($0) }) else { continue }
            guard index != Self.version2 else {
                throw S3Error(
                    .invalidRequest,
                    "Signature version 2 is not supported. Please use AWS4-HMAC-SHA256 "
                        + "(signature version 4)."
                )
            }
            guard found >> UInt8(index) & 1 == 0 else {
                throw Self.error("\(Self.names[index]) comes more than once.")
            }
            found |= 1 << UInt8(index)
            try take(index, UnsafeRawBufferPointer(rebasing: bytes[item.value]))
        }
        // A content hash or a token alone is no claim.
        guard found & Self.required != 0 else { return nil }
        for index in 0..<6 where found >> UInt8(index) & 1 == 0 {
            throw Self.error("\(Self.names[index]) is missing.")
        }
    }

    private static let names: [StaticString] = [
        "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires",
        "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Security-Token",
        "X-Amz-Content-Sha256", "AWSAccessKeyId",
    ]
    private static let version2 = 8
    private static let required: UInt8 = 0b11_1111

    private static func error(_ message: String) -> S3Error {
        S3Error(.authorizationQueryParametersError, "The query is malformed; \(message)")
    }

    private mutating func take(_ index: Int, _ raw: UnsafeRawBufferPointer) throws(S3Error) {
        var value: [UInt8] = []
        guard PercentCoding.decode(raw, plusIsSpace: true, into: &value) else {
            throw S3Error(.invalidURI)
        }
        switch index {
        case 0: algorithm = value
        case 1: credential = value
        case 2: date = value
        case 3: expires = value
        case 4: signedHeaders = value
        case 5: signature = value
        case 6: token = value
        default:
            // The body would have to be checked against it; nothing that is known sends such.
            guard value.elementsEqual("UNSIGNED-PAYLOAD".utf8) else {
                throw .notImplemented("X-Amz-Content-Sha256 of a digest in a presigned URL")
            }
        }
    }

    /// The value of X-Amz-Expires, or nil where it is not a number of up to nine digits.
    var expiresSeconds: Int64? {
        guard (1...9).contains(expires.count), expires.allSatisfy({ $0 &- 0x30 < 10 }) else {
            return nil
        }
        return expires.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
}
