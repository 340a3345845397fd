/// Why a blocking request brought no answer.
package enum BlockingFailure: Error, Sendable, Equatable {
    /// No one listens there.
    case refused(String)
    case unresolved(String)
    /// No connection, or no whole answer, in time.
    case timeout(String)
    case tls(String)
    /// The body is larger than the caller takes.
    case tooLarge(limit: Int)
    /// The connection broke, or what came is not HTTP.
    case broken(String)

    /// Whether no node was reached at all, so that another one may be asked without harm.
    package var isUnreachable: Bool {
        switch self {
        case .refused, .unresolved: true
        default: false
        }
    }
}
