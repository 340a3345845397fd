/// Answers a ping, directly or through the member that was asked to ping.
package struct Acknowledgement: Sendable, Hashable {
    package var sequence: UInt32
    /// The address under which the member that answered wants to be known: what tells a live
    /// holder of an old address from the same member after its move.
    package var address: Address

    package init(sequence: UInt32, address: Address) {
        self.sequence = sequence
        self.address = address
    }
}
