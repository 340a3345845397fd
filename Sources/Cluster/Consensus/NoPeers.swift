package import PeerProtocol
package import Raft

/// The transport of a cluster of one.
package struct NoPeers: ConsensusTransport {
    package init() {}

    package func send(_ envelopes: [Envelope]) {}

    package func forward(
        _ command: [UInt8],
        to node: NodeID,
        completion: @escaping @Sendable (ForwardOutcome) -> Void
    ) {
        completion(.notSent)
    }
}
