/// Why gossip could not begin.
package enum GossipError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name is empty, longer than 128 bytes, or not printable ASCII without spaces.
    case name(String)
    /// The advertised address could not be resolved, with the system's reason.
    case unresolved(String, String)
    /// An address such as 0.0.0.0 that leads nowhere.
    case unspecified(String)
    /// The saved incarnation cannot be read.
    case damaged(String)
    case alreadyStarted

    /// A sentence for the operator.
    package var description: String {
        switch self {
        case .name(let name):
            "the name '\(name.prefix(128))' is not 1 to 128 printable ASCII characters without spaces"
        case .unresolved(let address, let reason): "\(address) leads nowhere: \(reason)"
        case .unspecified(let address):
            "\(address) is not an address that others can reach; give one with --advertise"
        case .damaged(let reason): "the saved gossip identity cannot be read: \(reason)"
        case .alreadyStarted: "gossip was started already"
        }
    }
}
