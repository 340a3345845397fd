import NIOCore
import NIOEmbedded
import Routing
import Synchronization
import Testing

@testable import Gateway

@Suite struct PeerConnectionTests {
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
        let transport = WatchedTransport()
        try channel.pipeline.syncOperations.addHandlers([transport, connection])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let whole = ByteBuffer(repeating: 1, count: PeeringLimits.pendingBytes)

        let abandoned = PeerExchange(.read(.body(at: "n1")), to: "n1", pool) { _ in }
        connection.begin(abandoned)
        let start = transport.reads
        try receive(.body(whole), channel)
        #expect(transport.reads == start, "it is not read while so much waits")
        try receive(.end, channel)
        #expect(transport.reads > start, "nobody waits for those bytes any more")

        let next = PeerExchange(.read(.body(at: "n1")), to: "n1", pool) { _ in }
        #expect(pool.reuse(for: next))
        loop.run()
        try receive(.body(whole), channel)
        let held = transport.reads
        abandoned.consumed(whole.readableBytes)
        loop.run()
        #expect(transport.reads == held, "what another used makes no room")
        next.consumed(whole.readableBytes)
        loop.run()
        #expect(transport.reads == held + 1)
    }

    @Test func `what begins on a connection that has just closed begins anew`() throws {
        let loop = EmbeddedEventLoop()
        let channel = EmbeddedChannel(loop: loop)
        let streams = NoStreams()
        let pool = PeerPool(streams: streams, group: loop)
        let connection = PeerConnection(pool: pool, member: "n1", number: 1)
        try channel.pipeline.syncOperations.addHandler(connection)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        connection.begin(PeerExchange(.read(.body(at: "n1")), to: "n1", pool) { _ in })
        try receive(.end, channel)

        let isBroken = Mutex(false)
        let next = PeerExchange(.read(.body(at: "n1")), to: "n1", pool) { event in
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
