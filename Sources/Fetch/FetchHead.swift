/// The final head of an answer; interim ones (1xx) are passed over.
package struct FetchHead: Sendable {
    package let status: Int
    /// `1.0`, `1.1` or `2`.
    package let httpVersion: String
    /// In order, values without white space around them.
    ///
    /// Bytes that are not UTF-8 are read as ISO 8859-1.
    package let fields: [(name: String, value: String)]
    /// What the answer declares, also to a HEAD; nil where it is chunked or ends by close.
    package let contentLength: UInt64?
    /// Whether only the end of the connection will end the body.
    package let isDelimitedByClose: Bool
}
