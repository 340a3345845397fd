/// Asks a member to ping another on the sender's behalf (SWIM §3.1).
package struct PingRequest: Sendable, Hashable {
    /// The sender's number, which the answer carries.
    package var sequence: UInt32
    package var target: MemberName
    package var targetAddress: Address

    package init(sequence: UInt32, target: MemberName, targetAddress: Address) {
        self.sequence = sequence
        self.target = target
        self.targetAddress = targetAddress
    }
}
