/// A command to be replicated.
package struct Proposal: Sendable {
    /// Chosen by the shell to recognise the answer.
    package var id: UInt64
    package var command: [UInt8]

    package init(id: UInt64, command: [UInt8]) {
        self.id = id
        self.command = command
    }
}
