import Cluster
import PeerProtocol
import Raft

/// How the loops of a test reach each other; told when one begins and, with nil, before it ends.
protocol LoopWiring {
    func transport(for identity: NodeIdentity) async throws -> any ConsensusTransport
    func connect(_ node: NodeID, _ loop: ConsensusLoop?) async
}
