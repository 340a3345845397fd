internal import Catalog
internal import Gossip
internal import LMDB
internal import NIOCore
internal import PeerProtocol
internal import Raft

/// Gossip as the members of a cluster use it: who lives, and where.
final class MemberGossip: Sendable {
    let loop: GossipLoop
    private let node: NodeID

    init(
        settings: ClusterSettings,
        card: MemberCard,
        identity: NodeIdentity,
        transport: PeerTransport,
        environment: Environment,
        group: any EventLoopGroup,
        report: @escaping @Sendable (ClusterEvent) -> Void
    ) {
        node = identity.node
        let advertised = PeerAddress(text: card.cluster) ?? settings.listen
        loop = GossipLoop(
            settings: GossipSettings(
                name: settings.name,
                advertised: advertised,
                metadata: Self.metadata(card, identity.node),
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
        loop.update(Self.metadata(card, node))
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

    private static func metadata(_ card: MemberCard, _ node: NodeID) -> GossipMetadata {
        GossipMetadata(node: node, s3: card.s3, admin: card.admin, version: card.version)
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
