import Cluster
import NIOCore
import NIOPosix
import PeerProtocol
import Raft
import Synchronization
import TestSupport
import Testing

@Suite struct PeerStreamTests {
    private let group = MultiThreadedEventLoopGroup.singleton
    private let cluster = ClusterID(high: 1, low: 2)

    /// Sends each frame back.
    private final class Echo: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = PeerFraming.frame(
                Array(unwrapInboundIn(data).readableBytesView),
                context.channel.allocator
            )
            context.writeAndFlush(NIOAny(frame), promise: nil)
        }
    }

    /// Keeps what it receives.
    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let received: @Sendable ([UInt8]) -> Void

        init(_ received: @escaping @Sendable ([UInt8]) -> Void) {
            self.received = received
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received(Array(unwrapInboundIn(data).readableBytesView))
        }
    }

    private func transport(_ node: UInt64, _ cluster: ClusterID) -> PeerTransport {
        let identity = NodeIdentity(cluster: cluster, node: NodeID(node))
        return PeerTransport(identity: identity, name: "node-\(node)", group: group)
    }

    private func listen(_ transport: PeerTransport) async throws -> PeerAddress {
        PeerAddress(
            host: "127.0.0.1",
            port: try await transport.listen(host: "127.0.0.1", port: 0)
        )
    }

    @Test func `a stream reaches the service of its kind, and each side knows the other`()
        async throws
    {
        let (one, two) = (transport(1, cluster), transport(2, cluster))
        let callers = Mutex<[PeerCaller]>([])
        let frames = Mutex<[[UInt8]]>([])
        two.serve(.fill) { caller, channel in
            callers.withLock { $0.append(caller) }
            try channel.pipeline.syncOperations.addHandler(Echo())
        }
        let address = try await listen(two)
        let channel = try await one.openStream(to: address, expected: NodeID(2), kind: .fill) {
            caller,
            channel in
            callers.withLock { $0.append(caller) }
            try channel.pipeline.syncOperations.addHandler(
                Collector { frame in frames.withLock { $0.append(frame) } }
            )
        }.get()
        for size in [1, 100_000, 0] {
            let content = [UInt8](repeating: 7, count: size)
            channel.writeAndFlush(PeerFraming.frame(content, channel.allocator), promise: nil)
        }
        try await poll("three frames") { frames.withLock { $0.count } == 3 }
        #expect(frames.withLock { $0.map(\.count) } == [1, 100_000, 0])
        #expect(callers.withLock { $0.map(\.name).sorted() } == ["node-1", "node-2"])
        try await channel.close()
        await one.stop()
        await two.stop()
    }

    @Test func `a stream is for the node that was meant, of the same cluster, and served`()
        async throws
    {
        let two = transport(2, cluster)
        two.serve(.fill) { _, channel in
            try channel.pipeline.syncOperations.addHandler(Echo())
        }
        let address = try await listen(two)
        let foreign = transport(1, ClusterID(high: 3, low: 4))
        await #expect(throws: PeerStreamError.self) {
            try await foreign.openStream(to: address, kind: .fill) { _, _ in }.get()
        }
        let one = transport(1, cluster)
        let refused = PeerStreamError.refused("node-2 is n2, not n3")
        await #expect(throws: refused) {
            try await one.openStream(to: address, expected: NodeID(3), kind: .fill) { _, _ in }
                .get()
        }
        await #expect(throws: PeerStreamError.closed) {
            try await one.openStream(to: address, kind: .gossip) { _, _ in }.get()
        }
        for transport in [one, two, foreign] { await transport.stop() }
    }

    @Test func `a node of no cluster is welcome to kinds for strangers only`() async throws {
        let (stranger, two) = (transport(0, .none), transport(2, cluster))
        for kind in [PeerKind.fill, .control] {
            two.serve(kind) { _, channel in
                try channel.pipeline.syncOperations.addHandler(Echo())
            }
        }
        let address = try await listen(two)
        let channel = try await stranger.openStream(to: address, kind: .control) { _, _ in }.get()
        try await channel.close()
        await #expect(throws: PeerStreamError.self) {
            try await stranger.openStream(to: address, kind: .fill) { _, _ in }.get()
        }
        await stranger.stop()
        await two.stop()
    }
}
