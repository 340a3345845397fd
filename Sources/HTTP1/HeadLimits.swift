/// The bounds of a request's head; what exceeds them is answered 414 or 431.
package struct HeadLimits: Sendable {
    /// Bytes of the head from its first byte through its empty line.
    ///
    /// S3 allows 8 KiB of fields; the rest is room for presigned URLs and proxies.
    package var headBytes: Int
    /// Number of field lines.
    package var fields: Int
    /// Bytes of the request target.
    ///
    /// A key of 1,024 bytes is 3 KiB when all of it is percent-encoded, a presigned query with a
    /// session token some 4 KiB more.
    package var targetBytes: Int
    /// Empty lines skipped before the request line (RFC 9112 section 2.2 asks for one at least).
    package var emptyLines: Int

    /// The limits of the listener, or others for tests.
    package init(
        headBytes: Int = 64 << 10,
        fields: Int = 128,
        targetBytes: Int = 16 << 10,
        emptyLines: Int = 4
    ) {
        // Positions are kept in 32 bits.
        precondition((64...(1 << 30)).contains(headBytes), "headBytes is \(headBytes)")
        precondition(fields > 0 && targetBytes > 0 && emptyLines >= 0, "a limit is negative")
        self.headBytes = headBytes
        self.fields = fields
        self.targetBytes = targetBytes
        self.emptyLines = emptyLines
    }

    /// Bytes of the request line without its CRLF: the target, a method and the version.
    var requestLineBytes: Int { targetBytes + 48 }
}
