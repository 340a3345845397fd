/// How a request to an origin failed below HTTP.
package enum TransportFailure: Sendable, Equatable {
    case refused
    /// The address policy refused where the host name leads.
    case forbiddenAddress
    case unresolved
    case connectTimeout
    case idleTimeout
    case reset
    /// The body ended before its declared end.
    case truncated
    case tls
    case headTooLarge
    case protocolError
    case other

    /// Whether asking again may help within seconds.
    var mayPass: Bool {
        switch self {
        case .forbiddenAddress, .tls, .headTooLarge, .protocolError: false
        default: true
        }
    }

    /// Whether the failure ate a time-out: another origin is then the better use of what is left.
    var isTimeout: Bool { self == .connectTimeout || self == .idleTimeout }

    package var text: String {
        switch self {
        case .refused: "refused the connection"
        case .forbiddenAddress: "has an address that the mapping does not allow"
        case .unresolved: "has no address"
        case .connectTimeout: "did not take the connection in time"
        case .idleTimeout: "fell silent"
        case .reset: "broke the connection"
        case .truncated: "ended the object too early"
        case .tls: "has no TLS that can be trusted"
        case .headTooLarge: "sent too large a head"
        case .protocolError: "did not speak HTTP"
        case .other: "could not be asked"
        }
    }
}
