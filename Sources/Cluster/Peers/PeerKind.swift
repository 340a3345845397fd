/// What a connection between two nodes carries; each has its own, so that none delays another.
enum PeerKind: UInt8, Sendable, CaseIterable {
    /// All messages of consensus but parts of snapshots; dropped when too many wait.
    case consensus = 1
    /// Parts of snapshots, which may be large.
    case snapshot = 2
    /// Writes passed to the leader, and their answers.
    case forwarding = 3
}
