internal import PeerProtocol
internal import Raft

/// A write with whoever waits for it.
struct WriteRequest: Sendable {
    var command: [UInt8]
    /// Whether it takes effect once however often it is proposed.
    var isRepeatable: Bool
    /// Whether another node passed it on; then it goes no further.
    var isForwarded: Bool
    var completion: @Sendable (ForwardOutcome) -> Void
}
