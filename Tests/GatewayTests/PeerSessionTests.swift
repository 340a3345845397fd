import NIOCore
import NIOEmbedded
import Routing
import TestSupport
import Testing

@testable import Gateway

/// The answering side of a connection between members, on a loop of virtual time.
@Suite(.timeLimit(.minutes(1))) struct PeerSessionTests {
    /// A session on a connection of its own, and what is seen of it.
    private struct Scene {
        let loop = NIOAsyncTestingEventLoop()
        let channel: NIOAsyncTestingChannel

        init(_ member: Member, isStuck: Bool = false) async throws {
            channel = NIOAsyncTestingChannel(loop: loop)
            let (channel, services, peering) = (channel, member.services, member.peering)
            try await loop.executeInContext {
                let transport = WatchedTransport()
                transport.isStuck = isStuck
                let session = PeerSession(member: "asker", services: services, peering: peering)
                try channel.pipeline.syncOperations.addHandlers([transport, session])
            }
            try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
        }

        func receive(_ message: PeerMessage) async throws {
            var frame = message.frame(channel.allocator)
            // Its length belongs to the transport.
            frame.moveReaderIndex(forwardBy: 4)
            try await channel.writeInbound(frame)
        }
    }

    @Test(arguments: [true, false])
    func `who takes nothing is given up where gossip holds it for dead`(isDead: Bool) async throws {
        try await Members.run(1) { members in
            let gate = Gate()
            var resource = OriginResource(seed: 1, size: 10)
            resource.silenceBeforeHead = gate
            members.serve("k", resource)
            let scene = try await Scene(members.all[0], isStuck: true)
            try await scene.receive(
                .read(.body("films/k", at: members.all[0].name, .fetch(rank: 0)))
            )
            if isDead { members.all[0].peering.setDead(["asker"]) }
            for _ in 0..<5 { await scene.loop.advanceTime(by: .seconds(1)) }
            #expect(scene.channel.isActive == !isDead)
            gate.open()
            _ = try await scene.channel.finish(acceptAlreadyClosed: true)
        }
    }

    @Test func `a session goes with its connection`() async throws {
        try await Members.run(1) { members in
            let (services, peering) = (members.all[0].services, members.all[0].peering)
            let outlives = try Self.outlivesItsConnection(services, peering)
            #expect(!outlives)
        }
    }

    private static func outlivesItsConnection(
        _ services: GatewayServices,
        _ peering: Peering
    ) throws -> Bool {
        weak var session: PeerSession?
        let loop = EmbeddedEventLoop()
        do {
            let channel = EmbeddedChannel(loop: loop)
            let one = PeerSession(member: "asker", services: services, peering: peering)
            session = one
            try channel.pipeline.syncOperations.addHandler(one)
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            _ = try channel.finish()
        }
        loop.run()
        return session != nil
    }
}
