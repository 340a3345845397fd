package import Mirroring

/// What a reader is told of an object before its bytes: the same for a hit and for a miss.
package struct AnswerHead: Sendable {
    /// Length in bytes, or nil when the origin did not say.
    package var size: UInt64?
    /// The entity tag without quotes, or nil when it is not known before the bytes are.
    package var etag: String?
    /// Time of the object in milliseconds since 1970.
    package var modifiedMilliseconds: Int64
    /// The stored fields as header lines, `ETag` and `Last-Modified` among them.
    package var headerBlock: [UInt8]
    /// Why the object is delivered and will not be stored, for `x-headwater-not-stored`.
    package var notStored: String?
    /// Whether the origin serves ranges, as far as it said.
    package var acceptsRanges: Bool
    /// What proves that another answer of the origin is of the same object.
    package var validator: Validator?
    /// The node that fetched the object from its origin.
    package var fetcher: String
    /// What the origin said of the object's bytes.
    package var digests: ExpectedDigests

    /// An answer; what is left out is not known yet.
    package init(
        size: UInt64?,
        etag: String?,
        modifiedMilliseconds: Int64,
        headerBlock: [UInt8],
        notStored: String? = nil,
        acceptsRanges: Bool = true,
        validator: Validator? = nil,
        fetcher: String = "",
        digests: ExpectedDigests = ExpectedDigests()
    ) {
        self.size = size
        self.etag = etag
        self.modifiedMilliseconds = modifiedMilliseconds
        self.headerBlock = headerBlock
        self.notStored = notStored
        self.acceptsRanges = acceptsRanges
        self.validator = validator
        self.fetcher = fetcher
        self.digests = digests
    }

    /// `Last-Modified` in seconds since 1970.
    package var modifiedSeconds: Int64 { modifiedMilliseconds / 1_000 }

    /// What tells this version of the object from others.
    package var version: ObjectVersion {
        ObjectVersion(
            validator: validator?.text,
            fetcher: fetcher,
            modifiedMilliseconds: modifiedMilliseconds,
            size: size
        )
    }
}
