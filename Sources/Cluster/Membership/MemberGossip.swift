internal import Catalog
internal import Gossip
internal import LMDB
internal import NIOCore
internal import PeerProtocol
internal import Raft
internal import Synchronization

/// Gossip as the members of a cluster use it: who lives, and where.
final class MemberGossip: Sendable {
    let loop: GossipLoop
    /// What was told of this node last.
    private let metadata: Mutex<GossipMetadata>

    init(
        settings: ClusterSettings,
        card: MemberCard,
        identity: NodeIdentity,
        transport: PeerTransport,
        environment: Environment,
        group: any EventLoopGroup,
        report: @escaping @Sendable (ClusterEvent) -> Void
    ) {
        let metadata = GossipMetadata(
            node: identity.node,
            s3: card.s3,
            admin: card.admin,
            version: card.version
        )
        self.metadata = Mutex(metadata)
        let advertised = PeerAddress(text: card.cluster) ?? settings.listen
        loop = GossipLoop(
            settings: GossipSettings(
                name: settings.name,
                advertised: advertised,
                metadata: metadata,
                cluster: identity.cluster,
                timing: settings.gossip
            ),
            transport: transport,
            environment: environment,
            group: group,
            keyring: settings.keyring
        ) { notice in
            if let event = Self.event(notice) { report(event) }
        }
    }

    /// Begins on the datagram port of the same number as the transport's.
    func start(host: String, port: Int, seeds: [PeerAddress]) async throws {
        try await loop.start(host: host, port: port, seeds: seeds)
    }

    func stop() async {
        await loop.leave()
        await loop.stop()
    }

    func describe(_ card: MemberCard) {
        tell { metadata in
            metadata.s3 = card.s3
            metadata.admin = card.admin
        }
    }

    /// Tells whether this node is about to end, which the leader heeds when it orders the view.
    func setLeaving(_ isLeaving: Bool) {
        tell { $0.isLeaving = isLeaving }
    }

    private func tell(_ change: (inout GossipMetadata) -> Void) {
        let changed = metadata.withLock { metadata in
            change(&metadata)
            return metadata
        }
        loop.update(changed)
    }

    /// Whether a member is there and said that it is about to end.
    func isLeaving(_ name: String) -> Bool {
        guard let member = loop.member(name), member.state <= .suspect else { return false }
        return member.metadata?.isLeaving == true
    }

    /// Where the members are that live.
    var addresses: [NodeID: PeerAddress] {
        var addresses: [NodeID: PeerAddress] = [:]
        for member in loop.members where member.state <= .suspect {
            guard let node = member.metadata?.node, node.rawValue > 0 else { continue }
            addresses[node] = member.address
        }
        return addresses
    }

    private static func event(_ notice: GossipNotice) -> ClusterEvent? {
        switch notice {
        case .changed(let kind, let member): .member("\(kind)", name: member.name)
        case .joined: nil
        case .refused(let refusal): .gossip("refused: \(refusal)")
        case .conflict(let conflict): .gossip("two nodes of one name: \(conflict)")
        case .foreign(let contact): .gossip("a node of another cluster: \(contact)")
        case .notSaved(let reason): .gossip("cannot be saved: \(reason)")
        }
    }
}
