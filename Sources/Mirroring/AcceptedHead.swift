/// The head of an answer that was taken: what the object's readers and the store are told.
package struct AcceptedHead: Sendable, Equatable {
    /// The size of the whole object in bytes, where it is known.
    package let size: UInt64?
    /// The part of the object that follows, for a range read; nil for the whole.
    package let part: Range<UInt64>?
    package let kept: KeptFields
    /// As the origin wrote it, quotes and weakness included.
    package let originETag: String?
    package let originLastModified: String?
    /// What a later answer must show to be of the same object; nil: nothing proves that.
    package let validator: Validator?
    package let digests: ExpectedDigests
    /// Why the object will not be stored, where that is known already.
    package let notStored: NotStoredReason?
    /// False where the origin says that it serves no ranges.
    package let acceptsRanges: Bool

    /// The MD5 of the whole object in lower-case hexadecimal where the origin told it.
    package var md5: String? { digests.md5 }

    init(
        _ head: OriginHead,
        size: UInt64?,
        part: Range<UInt64>? = nil,
        isWhole: Bool,
        isS3: Bool,
        limit: UInt64
    ) {
        self.size = size
        self.part = part
        kept = KeptFields(of: head, isS3: isS3)
        originETag = head.fields.first("etag")
        originLastModified = head.fields.first("last-modified")
        validator = Validator.strong(in: head)
        digests = ExpectedDigests(of: head, isWhole: isWhole, isS3: isS3)
        notStored = NotStoredReason(head: head, size: size, limit: limit)
        acceptsRanges = head.fields.first("accept-ranges").map(ASCII.lowercased) != "none"
    }
}
