import Cluster
import Raft
import Synchronization

/// A network in the process: messages are encoded, decoded and handed over at once.
final class LocalNetwork: Sendable {
    private let handlers = Mutex<[NodeID: any PeerHandler]>([:])

    func connect(_ node: NodeID, _ handler: (any PeerHandler)?) {
        handlers.withLock { $0[node] = handler }
    }

    func handler(of node: NodeID) -> (any PeerHandler)? {
        handlers.withLock { $0[node] }
    }
}
