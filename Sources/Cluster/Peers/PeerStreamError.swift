/// Why a stream to another node could not be opened.
package enum PeerStreamError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The other side does not want it, in words for the operator.
    case refused(String)
    /// What was reached has no cluster key of this node, or this node none of its own.
    case unauthenticated(String)
    /// What was reached does not speak the protocol of peers.
    case malformed
    /// The connection ended before the hello.
    case closed

    package var description: String {
        switch self {
        case .refused(let reason), .unauthenticated(let reason): reason
        case .malformed: "what listens there does not speak the protocol of peers"
        case .closed: "the connection ended before the hello"
        }
    }
}
