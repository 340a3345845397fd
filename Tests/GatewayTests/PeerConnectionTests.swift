import NIOCore
import NIOEmbedded
import Routing
import Synchronization
import Testing

@testable import Gateway

@Suite struct PeerConnectionTests {
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

    @Test func `a silent member is given up, and sooner one that gossip holds for dead`() throws {
        let usual = try patience(dead: ["n2"])
        #expect(usual >= .seconds(3) && usual <= .milliseconds(3_500))
        let dead = try patience(dead: ["n1"])
        #expect(dead >= .seconds(2) && dead <= .milliseconds(2_500))
    }
}
