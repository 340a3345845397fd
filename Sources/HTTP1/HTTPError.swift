/// Why a request's head or body framing is refused; the connection cannot be used any further.
package enum HTTPError: Error, Equatable, Sendable {
    /// 400: not HTTP/1.1 as RFC 9112 writes it, or in a form that two readers could take
    /// differently.
    case badRequest(StaticString)
    /// 414: the request line or its target is longer than `HeadLimits` allows.
    case targetTooLong
    /// 417: an expectation other than `100-continue`.
    case expectationFailed
    /// 431: more bytes or more fields than `HeadLimits` allows.
    case headTooLarge
    /// 501: CONNECT, or a transfer coding other than `chunked`.
    case notImplemented(StaticString)
    /// 505: a well-formed version whose major number is not 1.
    case versionNotSupported

    /// The status to answer with before the connection is closed.
    package var status: Int {
        switch self {
        case .badRequest: 400
        case .targetTooLong: 414
        case .expectationFailed: 417
        case .headTooLarge: 431
        case .notImplemented: 501
        case .versionNotSupported: 505
        }
    }

    /// One sentence for the log and for the client.
    package var reason: StaticString {
        switch self {
        case .badRequest(let reason), .notImplemented(let reason): reason
        case .targetTooLong: "The request target is too long."
        case .expectationFailed: "The only expectation that can be met is 100-continue."
        case .headTooLarge: "The header section is too large."
        case .versionNotSupported: "The HTTP version is not 1.x."
        }
    }

    /// Equal if the status and the words are.
    package static func == (left: HTTPError, right: HTTPError) -> Bool {
        left.status == right.status && left.reason.description == right.reason.description
    }
}
