import Cluster
import Determinism
import Glibc
import Gossip
import NIOCore
import NIOPosix
import PeerProtocol
import Raft
import Sealing
import TestSupport
import Testing
import Wire

@Suite(.serialized) struct GossipIntrusionTests {
    private let key = ClusterKey.random()

    private func name(_ text: String) -> MemberName {
        guard let name = MemberName(text) else { preconditionFailure("\(text) is no name") }
        return name
    }

    /// A datagram such as a member sends, with an announcement of a member nobody knows.
    private func datagram(_ cluster: UInt64 = 0xA1) throws -> Datagram {
        let address = try #require(Address(bytes: [127, 0, 0, 1], port: 9))
        let intruder = Announcement(
            name: name("intruder"),
            address: address,
            incarnation: 1,
            metadataVersion: 1,
            metadata: [UInt8](repeating: 7, count: 100)
        )
        let ping = Ping(sequence: 1, target: name("node-1"), source: name("intruder"))
        return Datagram(
            cluster: ClusterIdentity(cluster),
            messages: [.ping(ping), .alive(intruder)]
        )
    }

    /// One to four changes of a message: bits, lengths, pieces of other messages.
    private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        for _ in 0...Int.random(in: 0...3, using: &generator) {
            let index = bytes.isEmpty ? 0 : Int.random(in: bytes.indices, using: &generator)
            let byte = UInt8.random(in: 0...255, using: &generator)
            switch Int.random(in: 0...4, using: &generator) {
            case 0 where !bytes.isEmpty: bytes[index] ^= 1 << (byte & 7)
            case 1 where !bytes.isEmpty: bytes[index] = byte
            case 2: bytes.insert(byte, at: index)
            case 3 where !bytes.isEmpty: bytes.removeSubrange(index...)
            default: bytes += bytes.prefix(Int(byte))
            }
        }
    }

    private final class ClosingAfterRead: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.close(promise: nil)
        }
    }

    /// As many mutations as `HEADWATER_GOSSIP_MUTATIONS` says, such as 10,000,000 with `-c release`.
    @Test func `no mutation of a sealed datagram opens, and none of a plain one does harm`()
        throws
    {
        let count = getenv("HEADWATER_GOSSIP_MUTATIONS").flatMap { Int(String(cString: $0)) }
        let ring = try Keyring([key])
        var generator = SeededGenerator(seed: 4)
        let plain = DatagramCodec.encode(try datagram())
        var read = 0
        for round in 0..<(count ?? 20_000) {
            if round.isMultiple(of: 2) {
                let sealed = ring.seal(plain, for: .datagrams)
                var changed = sealed
                mutate(&changed, &generator)
                guard changed != sealed else { continue }
                #expect(throws: SealingError.self) { try ring.open(changed, for: .datagrams) }
            } else {
                var changed = plain
                mutate(&changed, &generator)
                do throws(WireError) {
                    let datagram = try DatagramCodec.decode(changed)
                    read += 1
                    #expect(DatagramCodec.encode(datagram).count <= changed.count)
                } catch {
                    continue
                }
            }
        }
        #expect(read > 0)
    }

    @Test func `100,000 mutated datagrams get nowhere and stop nothing`() async throws {
        let nodes = try await GossipFixture.cluster(of: 3, keyring: try Keyring([key]))
        let ring = try Keyring([key])
        let plain = DatagramCodec.encode(try datagram())
        let sender = try await DatagramSender()
        var generator = SeededGenerator(seed: 5)
        let sealed = (0..<256).map { _ in ring.seal(plain, for: .datagrams) }
        for round in 1...100_000 {
            var changed = round.isMultiple(of: 5) ? plain : sealed[round & 255]
            let whole = changed
            mutate(&changed, &generator)
            if changed == whole { changed.append(0) }
            if changed.count > 1_400 { changed.removeSubrange(1_400...) }
            if round.isMultiple(of: 64) {
                try await sender.send(changed, to: nodes[0].port)
            } else {
                try sender.sendLater(changed, to: nodes[0].port)
            }
        }
        let seen = nodes[0].counters
        #expect(seen.forged > 1_000)
        #expect(seen.unsealed > 1_000)
        #expect(seen.unknownKey > 100)
        #expect(seen.malformed == 0)
        try await poll("life after it") {
            nodes.allSatisfy { $0.names() == ["node-1", "node-2", "node-3"] }
        }
        for node in nodes { #expect(node.loop?.member("intruder") == nil) }
        try await nodes[2].kill()
        try await poll("a death after it") { nodes[0].sees("node-3", .dead) }
        try await sender.close()
        try await GossipFixture.stop(nodes)
    }

    @Test func `a datagram counts once, and from the clear, another key or cluster not at all`()
        async throws
    {
        let nodes = try await GossipFixture.cluster(of: 2, keyring: try Keyring([key]))
        let sender = try await DatagramSender()
        let plain = DatagramCodec.encode(try datagram())
        let port = nodes[0].port
        try await sender.send(plain, to: port)
        try await poll("the unsealed one") { nodes[0].counters.unsealed == 1 }
        let other = try Keyring([ClusterKey.random()])
        try await sender.send(other.seal(plain, for: .datagrams), to: port)
        try await poll("the one of another key") { nodes[0].counters.unknownKey == 1 }
        let foreign = DatagramCodec.encode(try datagram(0xEE))
        try await sender.send(try Keyring([key]).seal(foreign, for: .datagrams), to: port)
        try await poll("the foreign one") { nodes[0].counters.foreign == 1 }
        #expect(nodes[0].loop?.member("intruder") == nil)
        let good = try Keyring([key]).seal(plain, for: .datagrams)
        for _ in 0..<3 { try await sender.send(good, to: port) }
        try await poll("the repeated ones") { nodes[0].counters.repeated == 2 }
        try await poll("the first one") { nodes[0].loop?.member("intruder") != nil }
        try await sender.close()
        try await GossipFixture.stop(nodes)
    }

    @Test(arguments: [true, false])
    func `no name and no path is seen on the way under a key, and both are without`(
        isSealed: Bool
    ) async throws {
        let ring = isSealed ? try Keyring([key]) : nil
        let seed = try GossipFixture("secret-seed", number: 1)
        // The unhurried timing leaves time to listen in the dead node's place.
        try await seed.start(keyring: ring, timing: .lan)
        let proxy = try await RecordingProxy(to: seed.port)
        let way = PeerAddress(host: "127.0.0.1", port: proxy.port)
        let node = try GossipFixture("secret-node", number: 2)
        try await node.start(seeds: [way], keyring: ring)
        try await poll("the node") { seed.names() == ["secret-node", "secret-seed"] }
        let caller = PeerTransport(
            identity: NodeIdentity(cluster: GossipFixture.cluster, node: NodeID(3)),
            name: "secret-caller",
            group: MultiThreadedEventLoopGroup.singleton,
            keyring: ring
        )
        let frames = ["secret-bucket/secret-path.mkv"]
        seed.serve { channel in
            try channel.pipeline.syncOperations.addHandler(ClosingAfterRead())
        }
        let stream = try await caller.openStream(to: way, kind: .fill) { _, channel in
            for frame in frames {
                let bytes = PeerFraming.frame(Array(frame.utf8), channel.allocator)
                channel.writeAndFlush(bytes, promise: nil)
            }
        }.get()
        try await stream.closeFuture.get()
        let port = node.port
        try await node.kill()
        let socket = try await RecordingSocket(port: port)
        try await poll("datagrams to where the node was") { socket.datagrams.count > 2 }
        let captured = [proxy.bytes, socket.datagrams.flatMap { $0 }].map {
            String(decoding: $0, as: UTF8.self)
        }
        #expect(captured[0].utf8.count > 400)
        for text in captured { #expect(text.contains("secret") != isSealed) }
        #expect(captured[0].contains("secret-path") != isSealed)
        await caller.stop()
        try await proxy.close()
        try await socket.close()
        try await GossipFixture.stop([seed, node])
    }
}
