import Determinism

/// What a node is told once about itself and its timing.
package struct Settings: Sendable {
    package var id: NodeID
    /// The time without a leader after which a node may campaign; each wait is drawn between this
    /// and twice this.
    ///
    /// Shorter finds a dead leader sooner; below about ten round trips plus an fsync, healthy
    /// leaders lose elections they need not hold.
    package var electionTimeout: Duration
    /// The time between a leader's heartbeats; also the pace at which lost messages are tried
    /// again.
    ///
    /// At most a third of the election timeout, so that one lost heartbeat means nothing.
    package var heartbeatInterval: Duration
    package var limits: Limits
    package var deviation: Deviation

    package init(
        id: NodeID,
        electionTimeout: Duration,
        heartbeatInterval: Duration,
        limits: Limits = Limits(),
        deviation: Deviation = []
    ) {
        precondition(heartbeatInterval > .zero, "a heartbeat needs an interval")
        precondition(electionTimeout >= heartbeatInterval * 3, "one lost heartbeat must not matter")
        self.id = id
        self.electionTimeout = electionTimeout
        self.heartbeatInterval = heartbeatInterval
        self.limits = limits
        self.deviation = deviation
    }
}
