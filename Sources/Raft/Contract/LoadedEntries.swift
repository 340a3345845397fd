/// Entries read back from disk for a follower that is behind the window in memory.
package struct LoadedEntries: Sendable {
    package var peer: NodeID
    /// Contiguous from the index that was asked for; empty when they could not be read.
    package var entries: [Entry]

    package init(peer: NodeID, entries: [Entry]) {
        self.peer = peer
        self.entries = entries
    }
}
