import Cluster
import Glibc
import NIOCore
import NIOPosix
import PeerProtocol
import Raft
import Synchronization
import TestSupport
import Testing

/// Connections on which nothing moves, as after a power loss of the peer.
@Suite struct PeerStallTests {
    private let group = MultiThreadedEventLoopGroup.singleton
    private let cluster = ClusterID(high: 1, low: 2)

    private func transport(_ node: UInt64, _ limits: PeerLimits = PeerLimits()) -> PeerTransport {
        let identity = NodeIdentity(cluster: cluster, node: NodeID(node))
        return PeerTransport(identity: identity, name: "node-\(node)", group: group, limits: limits)
    }

    /// Passes on more than any socket keeps, to a peer that reads none of it.
    private func fill(_ transport: PeerTransport, _ lost: @escaping @Sendable () -> Void) {
        for _ in 0..<16 {
            transport.forward([UInt8](repeating: 1, count: 1 << 20), to: NodeID(2)) { outcome in
                if outcome == .lost { lost() }
            }
        }
    }

    @Test func `a link that stands still is renewed when its peer calls anew`() async throws {
        var limits = PeerLimits()
        limits.unacknowledgedTimeout = .seconds(3_600)
        limits.stalledSpan = .milliseconds(100)
        let one = transport(1, limits)
        let address = PeerAddress(
            host: "127.0.0.1",
            port: try await one.listen(host: "127.0.0.1", port: 0)
        )
        let two = StallingPeer(cluster, node: 2, stops: true)
        one.setAddresses([NodeID(2): try await two.listen(group)])
        let lost = Mutex(0)
        fill(one) { lost.withLock { $0 += 1 } }
        try await poll("the first connection") { two.received.count == 1 }
        // The first calls may come while the socket still takes some.
        try await poll("the end of the first connection") {
            try await two.greet(address, group)
            return lost.withLock { $0 } == 16
        }
        try await poll("a write over another connection") {
            one.forward([7], to: NodeID(2)) { _ in }
            return two.received.count > 1
        }
        await one.stop()
        try await two.stop()
    }

    @Test func `a link that moves is kept, however often its peer calls`() async throws {
        let one = transport(1)
        let address = PeerAddress(
            host: "127.0.0.1",
            port: try await one.listen(host: "127.0.0.1", port: 0)
        )
        let two = StallingPeer(cluster, node: 2, stops: false)
        one.setAddresses([NodeID(2): try await two.listen(group)])
        // Longer than the span in which something must move.
        let start = ContinuousClock.now
        var bytes = 0
        while ContinuousClock.now - start < .seconds(2) {
            one.forward([UInt8](repeating: 1, count: 64 << 10), to: NodeID(2)) { _ in }
            bytes += 64 << 10
            try await two.greet(address, group)
            try await poll("the write") { (two.received.first ?? 0) > bytes }
        }
        #expect(two.received.count == 1)
        await one.stop()
        try await two.stop()
    }

    @Test func `a link whose peer takes nothing is given up`() async throws {
        var limits = PeerLimits()
        limits.unacknowledgedTimeout = .milliseconds(200)
        let one = transport(1, limits)
        let two = StallingPeer(cluster, node: 2, stops: true)
        one.setAddresses([NodeID(2): try await two.listen(group)])
        let lost = Mutex(0)
        fill(one) { lost.withLock { $0 += 1 } }
        try await poll("the end of the connection") { lost.withLock { $0 } == 16 }
        await one.stop()
        try await two.stop()
    }

    @Test(arguments: [(PeerKind.gossip, 10_000), (.control, 10_000), (.fill, 0)])
    func `sockets of both sides give up in time, but for those that may pause`(
        kind: PeerKind,
        milliseconds: Int
    ) async throws {
        let (one, two) = (transport(1), transport(2))
        let accepted = Mutex<(any Channel)?>(nil)
        two.serve(kind) { _, channel in accepted.withLock { $0 = channel } }
        let address = PeerAddress(
            host: "127.0.0.1",
            port: try await two.listen(host: "127.0.0.1", port: 0)
        )
        let opened = one.openStream(to: address, expected: NodeID(2), kind: kind) { _, _ in }
        let called = try await opened.get()
        let option = ChannelOptions.Types.SocketOption(
            level: .tcp,
            name: NIOBSDSocket.Option(rawValue: TCP_USER_TIMEOUT)
        )
        try await poll("the stream at the other") { accepted.withLock { $0 != nil } }
        let caller = try #require(accepted.withLock { $0 })
        #expect(try await called.getOption(option).get() == milliseconds)
        #expect(try await caller.getOption(option).get() == milliseconds)
        await one.stop()
        await two.stop()
    }
}
