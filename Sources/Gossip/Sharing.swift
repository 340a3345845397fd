package import Determinism

extension GossipNode {
    /// Makes a node that knows what another one knows, sharing its storage until either changes.
    ///
    /// For simulations that start with a complete view in thousands of nodes. The own name must be
    /// known to the other node, which must be fresh.
    package init(settings: Settings, sharing other: GossipNode, seed: UInt64, at now: Instant) {
        guard let slot = other.table.slot(of: settings.name) else {
            preconditionFailure("\(settings.name) is not among \(other.table.count) members")
        }
        let saved = SavedState(
            identity: SavedIdentity(
                cluster: other.cluster ?? ClusterIdentity(1),
                incarnation: 0,
                metadataVersion: 0
            ),
            members: []
        )
        self = GossipNode(settings: settings, saved: saved, seed: seed, at: now)
        table = other.table
        own = slot
        for member in table.slots where member != own { order.append(member) }
        order.startRound(using: &generator)
        nextJoin = nil
        news = BroadcastQueue()
    }
}
