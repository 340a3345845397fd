/// The head of an origin's answer as it came.
package struct OriginHead: Sendable, Equatable {
    package var status: Int
    package var fields: [HeaderField]
    /// The length the body declares, in bytes; nil for chunked bodies and those that end by close.
    package var contentLength: UInt64?

    package init(status: Int, fields: [HeaderField], contentLength: UInt64?) {
        self.status = status
        self.fields = fields
        self.contentLength = contentLength
    }
}
