import Cluster
import PeerProtocol
import Raft
import Synchronization

/// A network in the process: messages are encoded, decoded and handed over at once.
final class LocalNetwork: LoopWiring, Sendable {
    private let handlers = Mutex<[NodeID: any PeerHandler]>([:])

    func transport(for identity: NodeIdentity) -> any ConsensusTransport {
        LocalTransport(network: self)
    }

    func connect(_ node: NodeID, _ loop: ConsensusLoop?) {
        handlers.withLock { $0[node] = loop }
    }

    func handler(of node: NodeID) -> (any PeerHandler)? {
        handlers.withLock { $0[node] }
    }
}
