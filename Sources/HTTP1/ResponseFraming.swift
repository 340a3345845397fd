/// How the end of a response's body is told (RFC 9112 section 6.3).
package enum ResponseFraming: Equatable, Sendable {
    /// No body: of a HEAD, of 1xx, 204 and 304, or of length 0.
    case none
    /// Content-Length, in bytes; from 1 to `Int64.max`.
    case length(UInt64)
    /// Transfer-Encoding is `chunked`, to be read by a `ChunkFraming`.
    case chunked
    /// Neither: the body ends where the connection does.
    case untilClose
}
