/// What the leader knows of one node.
package struct PeerStatus: Sendable, Hashable {
    package var id: NodeID
    package var match: LogIndex
    /// Heard within an election timeout.
    package var isHeard: Bool
    /// A learner that may be promoted.
    package var isCaughtUp: Bool
    package var isReceivingSnapshot: Bool

    package init(
        id: NodeID,
        match: LogIndex,
        isHeard: Bool,
        isCaughtUp: Bool,
        isReceivingSnapshot: Bool
    ) {
        self.id = id
        self.match = match
        self.isHeard = isHeard
        self.isCaughtUp = isCaughtUp
        self.isReceivingSnapshot = isReceivingSnapshot
    }
}
