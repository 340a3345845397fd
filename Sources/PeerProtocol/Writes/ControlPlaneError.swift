/// Why the control plane did not carry out what it was asked.
package enum ControlPlaneError: Error, Sendable, Equatable {
    /// No majority answered within the election timeout. A write may still take effect.
    case noQuorum
    /// More writes wait than may; none of this one was logged.
    case overloaded
    /// The disk is full; none of this write remains.
    case diskFull
    /// The node is ending.
    case closed
    /// The command is longer than a log entry may be.
    case tooLarge(bytes: Int)
    /// The disk has not answered for an election timeout; nothing of this call took effect.
    case stalled
    /// The storage failed; the text is for the log and the operator.
    case storage(String)
}
