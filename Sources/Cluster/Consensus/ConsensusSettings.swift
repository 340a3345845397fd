internal import Determinism
package import Raft

/// What a consensus loop is told once.
package struct ConsensusSettings: Sendable {
    package var node: NodeID
    package var electionTimeout: Duration
    package var heartbeatInterval: Duration
    package var limits: Limits
    /// Where copies of the catalogue for followers may lie: a folder of the node's file system.
    package var folder: String
    /// The names of nodes, for people and for the view; asked often, so it must be quick.
    package var name: @Sendable (NodeID) -> String
    /// Milliseconds since 1970, stamped on proposals.
    package var clock: @Sendable () -> UInt64

    /// Writes and reads that wait at one node.
    ///
    /// More than the loop can take into one transaction; beyond it callers hear `overloaded`.
    package var waitingRequests = 16_384
    /// Messages of peers that wait; beyond it they are dropped, which costs only time.
    package var waitingMessages = 4_096
    /// The pause before a failed transaction is tried again.
    package var retryPause = Duration.milliseconds(100)

    package init(
        node: NodeID,
        electionTimeout: Duration,
        heartbeatInterval: Duration,
        limits: Limits = Limits(),
        folder: String,
        name: @escaping @Sendable (NodeID) -> String,
        clock: @escaping @Sendable () -> UInt64
    ) {
        self.node = node
        self.electionTimeout = electionTimeout
        self.heartbeatInterval = heartbeatInterval
        self.limits = limits
        self.folder = folder
        self.name = name
        self.clock = clock
    }
}
