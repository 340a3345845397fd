internal import Hashing

/// The value of `x-amz-content-sha256`: what it says of the body and of its form.
package enum PayloadHash: Equatable, Sendable {
    /// The field is not there.
    case absent
    /// `UNSIGNED-PAYLOAD`
    case unsigned
    /// The SHA-256 of the body, 32 bytes.
    case digest([UInt8])
    /// `STREAMING-…`: the body is aws-chunked.
    case streaming(AWSChunkedForm)

    /// Reads the value of the field.
    ///
    /// - Throws: InvalidArgument for what S3 does not know, NotImplemented for signatures by ECDSA.
    package init(_ value: [UInt8]) throws(S3Error) {
        let text = String(decoding: value, as: UTF8.self)
        switch text {
        case "UNSIGNED-PAYLOAD": self = .unsigned
        case "STREAMING-UNSIGNED-PAYLOAD-TRAILER": self = .streaming(.unsignedTrailer)
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": self = .streaming(.signed)
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": self = .streaming(.signedTrailer)
        case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
            "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER":
            throw .notImplemented("Signature version 4A")
        default:
            guard value.count == 64, let digest = Hexadecimal.decode(text) else {
                throw .invalidArgument(
                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, "
                        + "STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, "
                        + "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
                    name: "x-amz-content-sha256",
                    value: value
                )
            }
            self = .digest(digest)
        }
    }
}
