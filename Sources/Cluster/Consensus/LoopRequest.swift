internal import PeerProtocol
internal import Raft

/// What the consensus loop is asked or told.
enum LoopRequest: Sendable {
    case message(Envelope)
    case unreachable(NodeID)
    case write(WriteRequest)
    case read(@Sendable (Result<Void, ControlPlaneError>) -> Void)
    case change(ConfigurationChange, @Sendable (Refusal?) -> Void)
    case transfer(NodeID?, @Sendable (TransferOutcome) -> Void)
    case inspect(@Sendable (Status?) -> Void)
    case forwarded(UInt64, ForwardOutcome)
    case snapshotPart(SnapshotPart)
    case snapshotUnavailable(NodeID)
}
