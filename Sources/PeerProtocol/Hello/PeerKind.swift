/// What a connection between two nodes carries; each has its own, so that none delays another.
package enum PeerKind: UInt8, Sendable, CaseIterable {
    /// All messages of consensus but parts of snapshots; dropped when too many wait.
    case consensus = 1
    /// Parts of snapshots, which may be large.
    case snapshot = 2
    /// Writes passed to the leader, and their answers.
    case forwarding = 3
    /// What one node asks of another about membership; also of a node that has no number yet.
    case control = 4
    /// Gossip that is larger than a datagram.
    case gossip = 5
    /// Fills that one node has from another.
    case fill = 6

    /// Whether the caller may be of no cluster yet.
    package var welcomesStrangers: Bool { self == .control || self == .gossip }
}
