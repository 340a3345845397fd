/// The bounds of what a chunked body may hold beside its data.
package struct ChunkedLimits: Sendable {
    /// Hexadecimal digits of a chunk's size, leading zeros included.
    package var sizeDigits: Int
    /// Bytes of the extensions of one chunk.
    ///
    /// A signature of aws-chunked takes 81.
    package var extensionBytes: Int
    /// By how many bytes extensions may exceed 16 a chunk and the data so far: a body of one-byte
    /// chunks with long extensions would cost much and bring nothing.
    package var extensionExcess: Int
    /// Bytes of the trailer section, and its number of fields.
    package var trailerBytes: Int
    package var trailerFields: Int

    /// The limits of the listener, or others.
    package init(
        sizeDigits: Int = 16,
        extensionBytes: Int = 512,
        extensionExcess: Int = 16 << 10,
        trailerBytes: Int = 8 << 10,
        trailerFields: Int = 32
    ) {
        precondition((1...16).contains(sizeDigits), "sizeDigits is \(sizeDigits)")
        self.sizeDigits = sizeDigits
        self.extensionBytes = extensionBytes
        self.extensionExcess = extensionExcess
        self.trailerBytes = trailerBytes
        self.trailerFields = trailerFields
    }
}
