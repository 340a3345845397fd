/// The bounds of a response's head.
package struct ResponseHeadLimits: Sendable {
    /// Bytes of the head through its empty line: user metadata of S3 is 2 KiB, of others 8 KiB.
    package var headBytes: Int
    /// Number of field lines.
    package var fields: Int

    /// The limits of a store's answers, or others for tests.
    package init(headBytes: Int = 64 << 10, fields: Int = 256) {
        // Positions are kept in 32 bits.
        precondition((64...(1 << 30)).contains(headBytes), "headBytes is \(headBytes)")
        precondition(fields > 0, "fields is \(fields)")
        self.headBytes = headBytes
        self.fields = fields
    }
}
