/// Asks a member whether it is there.
package struct Ping: Sendable, Hashable {
    /// Chosen by the sender to recognise the answer.
    package var sequence: UInt32
    /// Who is meant: another process that got the address meanwhile does not answer.
    package var target: MemberName
    /// Who asks, so that a member that is thought to be gone hears of it.
    package var source: MemberName

    package init(sequence: UInt32, target: MemberName, source: MemberName) {
        self.sequence = sequence
        self.target = target
        self.source = source
    }
}
