package import PeerProtocol
package import Raft

/// What a transport hands to consensus; nothing here blocks.
package protocol PeerHandler: AnyObject, Sendable {
    /// A message arrived; false if it was dropped because too many wait.
    func receive(_ envelope: Envelope) -> Bool

    /// The connection to a node broke, and what was under way may be lost.
    func lost(_ peer: NodeID)

    /// A write that another node passed on; answered exactly once, on any thread.
    func receiveWrite(
        _ command: [UInt8],
        completion: @escaping @Sendable (ForwardOutcome) -> Void
    )
}
