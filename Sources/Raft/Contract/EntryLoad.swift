/// Read entries back for a follower: from an index, up to a number of bytes but at least one.
package struct EntryLoad: Sendable {
    package var peer: NodeID
    package var start: LogIndex
    package var maximumBytes: Int
    package var maximumCount: Int

    package init(peer: NodeID, start: LogIndex, maximumBytes: Int, maximumCount: Int) {
        self.peer = peer
        self.start = start
        self.maximumBytes = maximumBytes
        self.maximumCount = maximumCount
    }
}
