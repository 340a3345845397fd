package import struct Gossip.Timing
package import Raft
package import Sealing

/// What a node of a cluster is told once.
package struct ClusterSettings: Sendable {
    /// The node's name, which never changes.
    package var name: String
    /// Where it listens for its peers; port 0 for any that is free.
    package var listen: PeerAddress
    /// Where peers reach it, if elsewhere; port 0 for the one it listens on.
    package var advertise: PeerAddress?
    /// Nodes to join by; none for a cluster of its own.
    package var seeds: [PeerAddress]
    /// Where copies of the catalogue for followers may lie.
    package var folder: String
    /// The version of the program.
    package var version: String
    package var electionTimeout: Duration
    package var heartbeatInterval: Duration
    /// How long the members that are to be routed to must stay the same before they become the
    /// view, so that a restart of many nodes makes few views.
    package var viewPause: Duration
    /// After this time a dead voter gives its vote to a learner.
    package var replaceAfter: Duration
    package var limits: Limits
    /// The timing of gossip.
    package var gossip = Timing.lan
    /// The cluster's keys; nil leaves all between nodes in the clear, which is for loopback only.
    package var keyring: Keyring?
    /// Milliseconds since 1970.
    package var clock: @Sendable () -> UInt64

    package init(
        name: String,
        listen: PeerAddress,
        advertise: PeerAddress? = nil,
        seeds: [PeerAddress] = [],
        folder: String,
        version: String,
        electionTimeout: Duration,
        heartbeatInterval: Duration,
        viewPause: Duration,
        replaceAfter: Duration = .seconds(72 * 3_600),
        limits: Limits = Limits(),
        clock: @escaping @Sendable () -> UInt64
    ) {
        self.name = name
        self.listen = listen
        self.advertise = advertise
        self.seeds = seeds
        self.folder = folder
        self.version = version
        self.electionTimeout = electionTimeout
        self.heartbeatInterval = heartbeatInterval
        self.viewPause = viewPause
        self.replaceAfter = replaceAfter
        self.limits = limits
        self.clock = clock
    }
}
