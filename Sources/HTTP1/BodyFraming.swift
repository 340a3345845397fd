/// How the end of a request's body is told (RFC 9112 section 6.3).
package enum BodyFraming: Equatable, Sendable {
    /// Neither Content-Length nor Transfer-Encoding: there is no body.
    case none
    /// Content-Length, in bytes; at most `Int64.max`.
    case length(UInt64)
    /// Transfer-Encoding is `chunked`, to be read by a `ChunkedDecoder`.
    case chunked
}
