/// Why the head of a response is refused; its connection cannot be used any further.
package enum ResponseHeadError: Error, Sendable {
    /// Not HTTP/1.x as RFC 9112 writes it, or in a form that two readers could take differently.
    case malformed(StaticString)
    /// More bytes or more fields than `ResponseHeadLimits` allows.
    case tooLarge

    /// One sentence for the log and for the client.
    package var reason: StaticString {
        switch self {
        case .malformed(let reason): reason
        case .tooLarge: "The head of the response is too large."
        }
    }
}
