internal import TestSupport

/// What lies between the nodes: relays on loopback, or a bridge between namespaces.
final class ChaosNetwork: Sendable {
    private let links: LinkTable
    private let relays: [NodeRelay]
    private let datagrams: DatagramRelay?
    private let namespaces: NamespaceNet?

    /// Relays on loopback for nodes that advertise them.
    init(nodes: [ChaosNode]) async throws {
        let links = LinkTable(nodes: nodes.count)
        var relays: [NodeRelay] = []
        for node in nodes {
            relays.append(
                try await NodeRelay.start(
                    node: node.index,
                    port: node.relayPort,
                    links: links,
                    destination: { node.clusterPort },
                    caller: { port in
                        SocketOwner.find(
                            port: port,
                            relay: node.relayPort,
                            among: nodes.map { $0.process?.identifier }
                        )
                    }
                )
            )
        }
        datagrams = try await DatagramRelay.start(
            ports: nodes.map(\.relayPort),
            links: links,
            destination: { nodes[$0].clusterPort }
        )
        self.links = links
        self.relays = relays
        namespaces = nil
    }

    /// A bridge between namespaces that are there already.
    init(_ namespaces: NamespaceNet) {
        links = LinkTable(nodes: namespaces.count)
        relays = []
        datagrams = nil
        self.namespaces = namespaces
    }

    /// Whether packets can be lost: what passes a relay is a stream that cannot.
    var canLose: Bool { namespaces != nil }
    /// Whether links can be made slow.
    var canDelay: Bool { namespaces == nil }

    /// Changes what one node sends to another.
    func set(_ state: LinkState, from: Int, to: Int) async {
        links.set(state, from: from, to: to)
        await namespaces?.set(state, from: from, to: to)
    }

    /// Makes all links whole.
    func heal() async {
        links.heal()
        await namespaces?.heal()
    }

    func stop() async {
        for relay in relays { relay.stop() }
        datagrams?.stop()
        await namespaces?.remove()
    }
}
