/// Why the objects of an origin cannot be listed.
package enum OriginListingError: Error, Equatable, Sendable {
    /// No mapping has this key.
    case noMapping
    /// The origin is no s3 origin: a web site has no list of what it has.
    case notListable
    /// The origin answered with a status that is no success, and with this code of S3 if any.
    case refused(status: Int, code: String)
    /// No answer, or one that is no listing.
    case unavailable(String)
}
