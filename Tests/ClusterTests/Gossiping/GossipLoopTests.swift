import Cluster
import Gossip
import NIOCore
import NIOPosix
import PeerProtocol
import Raft
import Sealing
import TestSupport
import Testing

@Suite(.serialized) struct GossipLoopTests {
    @Test func `three nodes find each other, and a stopped one is found dead and comes back`()
        async throws
    {
        let nodes = try await GossipFixture.cluster(of: 3)
        let before = nodes[0].incarnation(of: "node-3")
        let metadata = try #require(nodes[0].loop?.member("node-3")?.metadata)
        #expect(metadata.node == NodeID(3))
        #expect(nodes[0].loop?.member("node-3")?.address == nodes[2].address)
        try await nodes[2].kill()
        try await poll("the death of node-3") { nodes[0].sees("node-3", .dead) }
        try await poll("the death of node-3 at node-2") { nodes[1].sees("node-3", .dead) }
        // Without a seed, and at another port.
        try await nodes[2].start()
        try await poll("the return of node-3") {
            nodes.allSatisfy { $0.names() == ["node-1", "node-2", "node-3"] }
        }
        #expect(nodes[0].incarnation(of: "node-3") > before)
        #expect(nodes[0].loop?.member("node-3")?.address == nodes[2].address)
        try await GossipFixture.stop(nodes)
    }

    @Test func `ten nodes under a key find each other, and a hung one objects when it is back`()
        async throws
    {
        let ring = try Keyring([ClusterKey.random()])
        let nodes = try await GossipFixture.cluster(of: 10, keyring: ring)
        let release = nodes[9].hang()
        try await poll("the suspicion") {
            nodes[0].sees("node-10", .suspect) || nodes[0].sees("node-10", .dead)
        }
        release()
        try await poll("the objection") {
            nodes.allSatisfy { $0.sees("node-10", .alive) && $0.names().count == 10 }
        }
        #expect(nodes[9].counters.refutations > 0)
        #expect(nodes[0].counters.forged == 0)
        #expect(nodes[0].counters.unsealed == 0)
        try await GossipFixture.stop(nodes)
    }

    @Test func `a node that leaves is no failure, and is not waited for`() async throws {
        let nodes = try await GossipFixture.cluster(of: 3)
        try await nodes[1].leave()
        for node in [nodes[0], nodes[2]] {
            try await poll("the departure at \(node.name)") { node.sees("node-2", .left) }
            #expect(
                !node.notices.contains { notice in
                    if case .changed(.dead, _) = notice { true } else { false }
                }
            )
        }
        try await GossipFixture.stop(nodes)
    }

    @Test func `a name in use is refused with both addresses named`() async throws {
        let nodes = try await GossipFixture.cluster(of: 2)
        let impostor = try GossipFixture("node-1", number: 7)
        try await impostor.start(seeds: [nodes[1].address])
        let conflict = try await poll("the refusal") { () -> NameConflict? in
            for case .refused(.nameConflict(let conflict)) in impostor.notices { return conflict }
            return nil
        }
        #expect("\(conflict)".contains(":\(nodes[0].port);"))
        #expect("\(conflict)".contains(":\(impostor.port) "))
        #expect(nodes[1].loop?.member("node-1")?.address == nodes[0].address)
        #expect(nodes[1].names() == ["node-1", "node-2"])
        try await GossipFixture.stop(nodes + [impostor])
    }

    @Test func `a node of no cluster takes over that of its seed, and keeps it`() async throws {
        let founder = try GossipFixture("founder", number: 1, cluster: nil)
        let newcomer = try GossipFixture("newcomer", number: 0, cluster: nil)
        try await founder.start()
        try await newcomer.start(seeds: [PeerAddress(host: "127.0.0.1", port: 1), founder.address])
        try await poll("the newcomer") { founder.names() == ["founder", "newcomer"] }
        try await poll("the notice") { newcomer.notices.contains(.joined) }
        try await newcomer.kill()
        try await newcomer.start()
        try await poll("its return") { newcomer.names() == ["founder", "newcomer"] }
        try await GossipFixture.stop([founder, newcomer])
    }

    @Test func `two parts that never met are joined by a seed told to one of them`() async throws {
        var timing = Timing.local
        timing.exchangeInterval = .milliseconds(500)
        let nodes = try (1...4).map { try GossipFixture("node-\($0)", number: UInt64($0)) }
        for part in [nodes[..<2], nodes[2...]] {
            for node in part {
                let seeds = node.name == part.first?.name ? [] : part.prefix(1).map(\.address)
                try await node.start(seeds: seeds, timing: timing)
            }
            let names = part.map(\.name)
            try await poll("each part") { part.allSatisfy { $0.names() == names } }
        }
        nodes[1].loop?.update(seeds: [nodes[0].address, nodes[3].address])
        try await poll("the whole") { nodes.allSatisfy { $0.names().count == 4 } }
        try await GossipFixture.stop(nodes)
    }

    @Test func `a node of another cluster is heard nowhere`() async throws {
        let nodes = try await GossipFixture.cluster(of: 2)
        let foreign = try GossipFixture(
            "foreign",
            number: 9,
            cluster: ClusterID(high: 0xC3, low: 0xD4)
        )
        try await foreign.start(seeds: [nodes[0].address])
        try await poll("its attempts") { foreign.counters.streamsFailed > 1 }
        let stray = Datagram(
            cluster: ClusterIdentity(0xC3),
            messages: [.ping(Ping(sequence: 1, target: name("node-1"), source: name("foreign")))]
        )
        let sender = try await DatagramSender()
        try await sender.send(DatagramCodec.encode(stray), to: nodes[0].port)
        try await poll("the stray datagram") { nodes[0].counters.foreign == 1 }
        #expect(nodes[0].names() == ["node-1", "node-2"])
        #expect(foreign.names() == ["foreign"])
        try await sender.close()
        try await GossipFixture.stop(nodes + [foreign])
    }

    @Test func `metadata changes reach all`() async throws {
        let nodes = try await GossipFixture.cluster(of: 3)
        let metadata = GossipMetadata(
            node: NodeID(1),
            s3: String(repeating: "s", count: 300),
            admin: "a",
            version: "2",
            capacity: 1_000,
            load: 12,
            isLeaving: true
        )
        nodes[0].loop?.update(metadata)
        try await poll("the news") {
            nodes.allSatisfy { $0.loop?.member("node-1")?.metadata == metadata }
        }
        #expect(metadata.s3.count == GossipMetadata.addressBytes)
        try await GossipFixture.stop(nodes)
    }

    @Test func `a rotation of keys is noticed by nobody`() async throws {
        let (old, new) = (ClusterKey.random(), ClusterKey.random())
        let nodes = try await GossipFixture.cluster(of: 3, keyring: try Keyring([old]))
        for keys in [[old, new], [new, old], [new]] {
            for node in nodes {
                node.reload(try Keyring(keys))
                let before = nodes.map(\.counters.datagramsReceived)
                try await poll("some datagrams") {
                    zip(nodes, before).allSatisfy { $0.counters.datagramsReceived > $1 + 3 }
                }
            }
        }
        for node in nodes {
            #expect(node.counters.unknownKey == 0)
            #expect(node.counters.forged == 0)
            #expect(node.peerCounters.unauthenticated == 0)
            #expect(node.names().count == 3)
        }
        try await GossipFixture.stop(nodes)
    }

    private func name(_ text: String) -> MemberName {
        guard let name = MemberName(text) else { preconditionFailure("\(text) is no name") }
        return name
    }
}
