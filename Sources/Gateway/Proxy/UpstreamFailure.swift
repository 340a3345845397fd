/// Why the store gave no answer.
enum UpstreamFailure: Error {
    /// Nobody could be connected to, now or a moment ago.
    case unreachable
    /// Who answered could not be trusted to be the store, or does not speak TLS; for the log.
    case insecure(String)
    /// The event loop has as many connections as it may have.
    case tooMany
    /// The connection closed; `reused` tells whether it had served another request before.
    case closed(reused: Bool)
    /// Nothing came for too long.
    case silent
    /// What came is not HTTP/1.1 that can be passed on.
    case malformed(StaticString)

    /// What a client is told.
    var message: String {
        switch self {
        case .unreachable: "The object store is out of reach."
        case .insecure:
            "The object store's certificate is not accepted, or TLS failed; see the node's log."
        case .tooMany: "This node has too many requests under way at the object store."
        case .closed: "The object store closed the connection without an answer."
        case .silent: "The object store did not answer in time."
        case .malformed(let reason): "The object store's answer cannot be passed on: \(reason)"
        }
    }
}
