/// How a transfer ended.
package enum TransferOutcome: Sendable, Hashable {
    /// This node leads no more.
    case handedOver
    /// The target did not take over within an election timeout; this node leads on.
    case timedOut
    case refused(Refusal)
}
