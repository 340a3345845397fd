internal import Hashing
package import HTTP1

/// A checksum that a client says its body has.
package struct ClaimedChecksum: Equatable, Sendable {
    package let algorithm: ChecksumAlgorithm
    /// As many bytes as the algorithm has, highest first.
    package let value: [UInt8]

    /// A checksum of as many bytes as the algorithm has.
    package init(algorithm: ChecksumAlgorithm, value: [UInt8]) {
        self.algorithm = algorithm
        self.value = value
    }

    /// - Throws: InvalidRequest if the text is not base64 of the right length.
    init(_ algorithm: ChecksumAlgorithm, base64 text: [UInt8]) throws(S3Error) {
        guard let value = Base64.decode(String(decoding: text, as: UTF8.self)),
            value.count == algorithm.length
        else {
            throw S3Error(
                .invalidRequest,
                "Value for \(algorithm.fieldName) header is invalid."
            )
        }
        self.init(algorithm: algorithm, value: value)
    }

    /// The checksum in the trailer of a body whose `x-amz-trailer` field announced `algorithm`.
    ///
    /// - Throws: InvalidRequest if it is missing, repeated or malformed.
    package init(_ algorithm: ChecksumAlgorithm, in trailers: [TrailerField]) throws(S3Error) {
        let found = trailers.filter { $0.isNamed(algorithm.fieldName) }
        guard found.count == 1 else {
            throw S3Error(
                .invalidRequest,
                "The trailer \(algorithm.fieldName) was announced and comes \(found.count) times."
            )
        }
        try self.init(algorithm, base64: found[0].value)
    }
}
