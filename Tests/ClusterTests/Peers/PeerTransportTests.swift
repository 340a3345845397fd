import Catalog
import Cluster
import NIOCore
import NIOPosix
import PeerProtocol
import Raft
import TestSupport
import Testing
import Wire

@Suite struct PeerTransportTests {
    private let group = MultiThreadedEventLoopGroup.singleton
    private let cluster = ClusterID(high: 1, low: 2)

    private func transport(
        _ node: UInt64,
        cluster: ClusterID? = nil,
        limits: PeerLimits = PeerLimits()
    ) -> PeerTransport {
        let identity = NodeIdentity(cluster: cluster ?? self.cluster, node: NodeID(node))
        return PeerTransport(identity: identity, name: "node-\(node)", group: group, limits: limits)
    }

    private func listen(_ transport: PeerTransport) async throws -> PeerAddress {
        PeerAddress(
            host: "127.0.0.1",
            port: try await transport.listen(host: "127.0.0.1", port: 0)
        )
    }

    private func envelope(_ term: Term) -> Envelope {
        let heartbeat = Heartbeat(term: term, commit: 0, round: 0)
        return Envelope(from: NodeID(1), to: NodeID(2), message: .heartbeat(heartbeat))
    }

    /// Sends bytes to a port and returns when the other side has closed the connection.
    private func throwAt(_ address: PeerAddress, _ bytes: [UInt8]) async throws {
        let channel = try await ClientBootstrap(group: group)
            .connect(host: address.host, port: address.port).get()
        // The other side may close before all is written.
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        try await channel.closeFuture.get()
    }

    /// A frame as it goes over the wire.
    private func frame(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var writer = WireWriter()
        writer.uint32(UInt32(content.count + 1))
        writer.uint8(tag)
        writer.raw(content)
        return writer.bytes
    }

    private func hello(_ cluster: ClusterID, node: UInt64, kind: UInt8) -> [UInt8] {
        var writer = WireWriter()
        writer.uint32(0x4857_5052)
        writer.uint8(1)
        writer.uint8(kind)
        cluster.encode(into: &writer)
        writer.uint64(node)
        writer.text("stranger")
        return frame(1, writer.bytes)
    }

    @Test func `messages arrive in order, from who the connection says`() async throws {
        let (one, two) = (transport(1), transport(2))
        let handler = RecordingHandler()
        two.connect(to: handler)
        one.setAddresses([NodeID(2): try await listen(two)])
        one.send((1...200).map { envelope($0) })
        try await poll("200 messages") { handler.envelopes.count == 200 }
        #expect(handler.envelopes == (1...200).map { envelope($0) })
        await one.stop()
        await two.stop()
    }

    @Test func `a peer that calls is called back at once, whatever pause was left`() async throws {
        var limits = PeerLimits()
        limits.firstPause = .seconds(3_600)
        let (one, two) = (transport(1, limits: limits), transport(2))
        let handler = RecordingHandler()
        two.connect(to: handler)
        let address = try await listen(one)
        let closed = PeerAddress(host: "127.0.0.1", port: try FreePorts.take())
        one.setAddresses([NodeID(2): closed])
        one.send([envelope(1)])
        one.setAddresses([NodeID(2): try await listen(two)])
        try await poll("the pause") {
            let dropped = one.counters.dropped
            one.send([envelope(2)])
            return one.counters.dropped > dropped
        }
        two.setAddresses([NodeID(1): address])
        two.send([
            Envelope(
                from: NodeID(2),
                to: NodeID(1),
                message: .heartbeat(Heartbeat(term: 1, commit: 0, round: 0))
            )
        ])
        try await poll("a message to who has called") {
            one.send([envelope(3)])
            return handler.envelopes.contains(envelope(3))
        }
        await one.stop()
        await two.stop()
    }

    @Test func `a write is passed on and answered, and lost with its connection`() async throws {
        let (one, two) = (transport(1), transport(2))
        let done = ForwardOutcome.done(.applied(revision: 7, changes: 1), 7)
        let answering = RecordingHandler(outcome: done)
        two.connect(to: answering)
        one.setAddresses([NodeID(2): try await listen(two)])
        let first = await withCheckedContinuation { continuation in
            one.forward([1, 2], to: NodeID(2)) { continuation.resume(returning: $0) }
        }
        #expect(first == done)
        #expect(answering.writes == [[1, 2]])
        let silent = RecordingHandler(outcome: nil)
        two.connect(to: silent)
        let second = Task {
            await withCheckedContinuation { continuation in
                one.forward([3], to: NodeID(2)) { continuation.resume(returning: $0) }
            }
        }
        try await poll("the second write") { silent.writes == [[3]] }
        await two.stop()
        #expect(await second.value == .lost)
        let nobody = await withCheckedContinuation { continuation in
            one.forward([4], to: NodeID(9)) { continuation.resume(returning: $0) }
        }
        #expect(nobody == .notSent)
        await one.stop()
    }

    @Test func `a node of another cluster gets in nowhere, and both ids are named`() async throws {
        let foreign = ClusterID(high: 0xF, low: 0xE)
        let (one, two) = (transport(1), transport(2, cluster: foreign))
        let handler = RecordingHandler()
        two.connect(to: handler)
        one.setAddresses([NodeID(2): try await listen(two)])
        try await poll("the refusals") {
            one.send([envelope(1)])
            return one.counters.refused > 0 && two.counters.refused > 0
        }
        for counters in [one.counters, two.counters] {
            let reason = try #require(counters.lastRefusal)
            #expect(reason.contains("\(cluster)") && reason.contains("\(foreign)"))
        }
        #expect(handler.envelopes.isEmpty)
        await one.stop()
        await two.stop()
    }

    @Test func `a node that is not the one meant is refused`() async throws {
        let (one, three) = (transport(1), transport(3))
        let handler = RecordingHandler()
        three.connect(to: handler)
        one.setAddresses([NodeID(2): try await listen(three)])
        try await poll("the refusal") {
            one.send([envelope(1)])
            return one.counters.refused > 0
        }
        #expect(one.counters.lastRefusal == "node-3 is n3, not n2")
        #expect(handler.envelopes.isEmpty)
        await one.stop()
        await three.stop()
    }

    @Test func `garbage closes its own connection only, and is counted`() async throws {
        let (one, two) = (transport(1), transport(2))
        let handler = RecordingHandler()
        two.connect(to: handler)
        let address = try await listen(two)
        one.setAddresses([NodeID(2): address])
        one.send([envelope(1)])
        try await poll("the first message") { handler.envelopes.count == 1 }
        let garbage: [[UInt8]] = [
            Array("GET / HTTP/1.1\r\n\r\n".utf8),
            [0, 0, 0, 0],
            [0, 0, 0, 1, 9],
            [0xFF, 0xFF, 0xFF, 0xFF],
            frame(1, [1, 2, 3]),
            frame(3, MessageEncoder.encode(envelope(5).message)),
            hello(cluster, node: 9, kind: 99),
            hello(cluster, node: 9, kind: 1) + frame(3, [1, 99, 0]),
            hello(cluster, node: 9, kind: 1) + frame(4, Array(repeating: 0, count: 12)),
            hello(cluster, node: 9, kind: 3)
                + frame(3, MessageEncoder.encode(envelope(5).message)),
            hello(cluster, node: 9, kind: 1) + [0x7F, 0, 0, 0],
            hello(cluster, node: 9, kind: 1) + hello(cluster, node: 9, kind: 1),
        ]
        for bytes in garbage { try await throwAt(address, bytes) }
        try await poll("all garbage to be counted") { two.counters.malformed == garbage.count }
        one.send([envelope(2)])
        try await poll("the second message") { handler.envelopes.count == 2 }
        #expect(handler.envelopes == [envelope(1), envelope(2)])
        #expect(handler.writes.isEmpty)
        await one.stop()
        await two.stop()
    }

    @Test func `a connection that says nothing is ended`() async throws {
        var limits = PeerLimits()
        limits.helloTimeout = .milliseconds(20)
        let two = transport(2, limits: limits)
        try await throwAt(try await listen(two), [])
        await two.stop()
    }

    @Test func `messages to nobody are dropped, and connections come back at a new address`()
        async throws
    {
        let one = transport(1)
        one.send([envelope(1)])
        #expect(one.counters.dropped == 1)
        let (first, second) = (transport(2), transport(2))
        let handlers = [RecordingHandler(), RecordingHandler()]
        let told = RecordingHandler()
        one.connect(to: told)
        for (place, (transport, handler)) in zip([first, second], handlers).enumerated() {
            transport.connect(to: handler)
            one.setAddresses([NodeID(2): try await listen(transport)])
            try await poll("a message") {
                one.send([envelope(3)])
                return !handler.envelopes.isEmpty
            }
            await transport.stop()
            try await poll("the loss of the connection") { told.lost.count == place + 1 }
        }
        #expect(told.lost == [NodeID(2), NodeID(2)])
        await one.stop()
    }
}
