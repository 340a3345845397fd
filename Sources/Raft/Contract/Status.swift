/// A look at a node, for people, metrics and the shell's decisions.
package struct Status: Sendable, Hashable {
    package var id: NodeID
    package var role: Role
    package var term: Term
    package var leader: NodeID?
    package var commit: LogIndex
    package var applied: LogIndex
    package var base: LogPosition
    package var last: LogPosition
    package var configuration: Configuration
    /// Whether the newest configuration is committed, so that another change may begin.
    package var isConfigurationCommitted: Bool
    /// What the leader knows of the others, sorted by node; empty elsewhere.
    package var peers: [PeerStatus]
}
