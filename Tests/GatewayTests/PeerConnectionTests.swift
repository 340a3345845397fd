import NIOCore
import NIOEmbedded
import Routing
import Synchronization
import Testing

@testable import Gateway

@Suite struct PeerConnectionTests {
    /// Nobody can be reached; how often that was tried.
    private final class CountedStreams: PeerStreams {
        private let opened = Mutex(0)

        var count: Int { opened.withLock { $0 } }

        func open(
            to member: String,
            on loop: any EventLoop,
            prepare: @escaping @Sendable (any Channel) throws -> Void
        ) -> EventLoopFuture<any Channel> {
            opened.withLock { $0 += 1 }
            return loop.makeFailedFuture(NoStreams.Unreachable())
        }
    }

    private struct NoStreams: PeerStreams {
        struct Unreachable: Error {}

        func open(
            to member: String,
            on loop: any EventLoop,
            prepare: @escaping @Sendable (any Channel) throws -> Void
        ) -> EventLoopFuture<any Channel> {
            loop.makeFailedFuture(Unreachable())
        }
    }

    /// Counts how often the connection asked for bytes.
    private final class ReadCounter: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var count = 0

        func read(context: ChannelHandlerContext) {
            count += 1
            context.read()
        }
    }

    /// How long a stream may be silent before it is given up, to the look that finds it out.
    private func patience(dead: [String]) throws -> TimeAmount {
        let loop = EmbeddedEventLoop()
        let channel = EmbeddedChannel(loop: loop)
        let pool = PeerPool(streams: NoStreams(), group: loop)
        pool.setDead(dead)
        let connection = PeerConnection(pool: pool, member: "n1", number: 1)
        try channel.pipeline.syncOperations.addHandler(connection)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let isBroken = Mutex(false)
        let question = Question(view: 1, rank: 0)
        let exchange = PeerExchange(.question(path: [], question), to: "n1", pool) { event in
            if case .broken = event { isBroken.withLock { $0 = true } }
        }
        connection.begin(exchange)
        // A beat within the patience: it begins anew.
        loop.advanceTime(by: .milliseconds(900))
        var beat = PeerMessage.beat.frame(channel.allocator)
        // Its length belongs to the transport.
        beat.moveReaderIndex(forwardBy: 4)
        try channel.writeInbound(beat)
        #expect(!isBroken.withLock { $0 })
        var silence = TimeAmount.zero
        while !isBroken.withLock({ $0 }), silence < .seconds(10) {
            loop.advanceTime(by: .milliseconds(100))
            silence = silence + .milliseconds(100)
        }
        return silence
    }

    private func read(at member: String) -> PeerMessage {
        let request = StreamRequest(
            member: member,
            intent: .attach(rank: nil),
            view: 1,
            offset: 0,
            version: nil
        )
        return .read(
            PeerRead(
                path: [],
                want: .body,
                request: request,
                end: nil,
                query: nil,
                passed: [],
                mappingRevision: 0
            )
        )
    }

    private func receive(_ message: PeerMessage, _ channel: EmbeddedChannel) throws {
        var frame = message.frame(channel.allocator)
        frame.moveReaderIndex(forwardBy: 4)
        try channel.writeInbound(frame)
    }

    @Test func `bytes that an ended exchange left unused hold up no other`() throws {
        let loop = EmbeddedEventLoop()
        let channel = EmbeddedChannel(loop: loop)
        let pool = PeerPool(streams: NoStreams(), group: loop)
        let connection = PeerConnection(pool: pool, member: "n1", number: 1)
        let reads = ReadCounter()
        try channel.pipeline.syncOperations.addHandlers([reads, connection])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let whole = ByteBuffer(repeating: 1, count: PeeringLimits.pendingBytes)

        let abandoned = PeerExchange(read(at: "n1"), to: "n1", pool) { _ in }
        connection.begin(abandoned)
        let start = reads.count
        try receive(.body(whole), channel)
        #expect(reads.count == start, "it is not read while so much waits")
        try receive(.end, channel)
        #expect(reads.count > start, "nobody waits for those bytes any more")

        let next = PeerExchange(read(at: "n1"), to: "n1", pool) { _ in }
        #expect(pool.reuse(for: next))
        loop.run()
        try receive(.body(whole), channel)
        let held = reads.count
        abandoned.consumed(whole.readableBytes)
        loop.run()
        #expect(reads.count == held, "what another used makes no room")
        next.consumed(whole.readableBytes)
        loop.run()
        #expect(reads.count == held + 1)
    }

    @Test func `what begins on a connection that has just closed begins anew`() throws {
        let loop = EmbeddedEventLoop()
        let channel = EmbeddedChannel(loop: loop)
        let streams = CountedStreams()
        let pool = PeerPool(streams: streams, group: loop)
        let connection = PeerConnection(pool: pool, member: "n1", number: 1)
        try channel.pipeline.syncOperations.addHandler(connection)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        connection.begin(PeerExchange(read(at: "n1"), to: "n1", pool) { _ in })
        try receive(.end, channel)

        let isBroken = Mutex(false)
        let next = PeerExchange(read(at: "n1"), to: "n1", pool) { event in
            if case .broken = event { isBroken.withLock { $0 = true } }
        }
        // It takes the connection that waits, which closes before it begins there.
        next.start()
        channel.close(promise: nil)
        loop.run()
        #expect(streams.count == 1)
        #expect(isBroken.withLock { $0 }, "the new one could not be opened")
    }

    @Test func `a silent member is given up, and sooner one that gossip holds for dead`() throws {
        let usual = try patience(dead: ["n2"])
        #expect(usual >= .seconds(3) && usual <= .milliseconds(3_500))
        let dead = try patience(dead: ["n1"])
        #expect(dead >= .seconds(2) && dead <= .milliseconds(2_500))
    }
}
