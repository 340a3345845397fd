package import PeerProtocol
package import Raft

/// How consensus reaches the other nodes.
///
/// Neither call blocks; both may be made from any thread.
package protocol ConsensusTransport: Sendable {
    /// Sends messages, in order for each node; any of them may be lost.
    func send(_ envelopes: [Envelope])

    /// Passes a write to the node that is believed to lead.
    ///
    /// - Parameter completion: called exactly once, on any thread.
    func forward(
        _ command: [UInt8],
        to node: NodeID,
        completion: @escaping @Sendable (ForwardOutcome) -> Void
    )
}
