/// Why a document was not read.
package struct XMLError: Error, Equatable, Sendable {
    /// What is wrong, as a sentence.
    package let reason: String
    /// Bytes before the place where that was seen.
    package let position: Int
}

extension S3Error {
    /// A document in a request that is not what it should be.
    package static func malformedXML(_ error: XMLError) -> S3Error {
        S3Error(.malformedXML, "\(error.reason) (at byte \(error.position))")
    }
}
