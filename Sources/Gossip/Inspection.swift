/// What the shell and the simulation may ask without changing anything.
extension GossipNode {
    /// How much this node holds at the moment; each count has a limit.
    package struct Load: Sendable, Hashable {
        package var members: Int
        package var gone: Int
        package var news: Int
        package var suspicions: Int
        package var relays: Int
        package var exchanges: Int
        package var claims: Int
    }

    package var clusterIdentity: ClusterIdentity? { cluster }
    package var incarnation: UInt64 { table.incarnation(own) }
    package var announcement: Announcement { table.announcement(own) }
    /// Members alive or suspect, this node among them unless it leaves.
    package var presentCount: Int { table.presentCount }
    /// Lifeguard's local health: 0 is well, `Timing.maximumLocalHealth` as slow as it gets.
    package var localHealth: Int { health.score }

    /// All members on record, by name.
    package var members: [Member] {
        table.slots.map { member(in: $0) }.sorted { $0.name < $1.name }
    }

    /// One member, or nil if there is no record of it.
    ///
    /// O(1).
    package func member(_ name: MemberName) -> Member? {
        table.slot(of: name).map { member(in: $0) }
    }

    private func member(in slot: Int32) -> Member {
        Member(
            announcement: table.announcement(slot),
            state: table.state(slot),
            since: table.since(slot)
        )
    }

    package var load: Load {
        Load(
            members: table.count,
            gone: gone.count,
            news: news.count,
            suspicions: suspicions.count,
            relays: relays.count,
            exchanges: exchanges.count,
            claims: claims.count
        )
    }
}
