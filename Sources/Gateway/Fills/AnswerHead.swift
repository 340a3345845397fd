internal import Mirroring

/// What a reader is told of an object before its bytes: the same for a hit and for a miss.
struct AnswerHead: Sendable {
    /// Length in bytes, or nil when the origin did not say.
    var size: UInt64?
    /// The entity tag without quotes, or nil when it is not known before the bytes are.
    var etag: String?
    /// Time of the object in milliseconds since 1970.
    var modifiedMilliseconds: Int64
    /// The stored fields as header lines, `ETag` and `Last-Modified` among them.
    var headerBlock: [UInt8]
    /// Why the object is delivered and will not be stored, for `x-headwater-not-stored`.
    var notStored: String?
    /// Whether the origin serves ranges, as far as it said.
    var acceptsRanges = true
    /// What proves that another answer of the origin is of the same object.
    var validator: Validator?
    /// The node that fetched the object from its origin.
    var fetcher = ""
    /// What the origin said of the object's bytes.
    var digests = ExpectedDigests()

    /// `Last-Modified` in seconds since 1970.
    var modifiedSeconds: Int64 { modifiedMilliseconds / 1_000 }
}
