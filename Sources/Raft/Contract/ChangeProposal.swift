/// A membership change to be replicated.
package struct ChangeProposal: Sendable {
    package var id: UInt64
    package var change: ConfigurationChange

    package init(id: UInt64, change: ConfigurationChange) {
        self.id = id
        self.change = change
    }
}
