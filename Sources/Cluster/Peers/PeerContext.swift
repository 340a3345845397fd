internal import NIOCore
internal import PeerProtocol
internal import Raft
internal import Sealing
internal import Synchronization

/// What all connections of a transport share.
final class PeerContext: Sendable {
    /// Who made a connection.
    enum Side {
        case calling
        case called
    }

    let identity: NodeIdentity
    let name: String
    let limits: PeerLimits
    let raftLimits: Limits
    let counters = Mutex(PeerCounters())
    let handler = Mutex<(any PeerHandler)?>(nil)
    /// Told of each peer that calls: it is there, whatever came of calls to it.
    let greeted = Mutex<(@Sendable (NodeID) -> Void)?>(nil)
    /// Nil where nobody listens but this machine.
    let security: PeerSecurity?
    /// What this node has called, streams too; not what it accepted.
    let called = PeerChannels()
    let services = Mutex<[PeerKind: PeerStreamService]>([:])

    init(
        identity: NodeIdentity,
        name: String,
        limits: PeerLimits,
        raftLimits: Limits,
        keyring: Keyring?
    ) {
        security = keyring.map { PeerSecurity(name: name, keyring: $0) }
        self.identity = identity
        self.name = name
        self.limits = limits
        self.raftLimits = raftLimits
    }

    func hello(_ kind: PeerKind) -> PeerFrame {
        .hello(PeerHello(identity: identity, name: name, kind: kind))
    }

    func noteMalformed() {
        counters.withLock { $0.malformed += 1 }
    }

    func noteDropped(_ count: Int = 1) {
        counters.withLock { $0.dropped += count }
    }

    func noteRefusal(_ reason: String) {
        counters.withLock { counters in
            counters.refused += 1
            counters.lastRefusal = reason
        }
    }

    /// Why a node of this identity may not speak to this one; nil if it may.
    private func objection(to hello: PeerHello, expected: NodeID?) -> String? {
        let isStranger = hello.identity.cluster == .none || identity.cluster == .none
        if isStranger, hello.kind.welcomesStrangers { return nil }
        if hello.identity.cluster != identity.cluster {
            return "\(hello.name) is of cluster \(hello.identity.cluster), "
                + "\(name) of cluster \(identity.cluster)"
        }
        if hello.identity.node == identity.node {
            return "\(hello.name) has the number \(identity.node) of \(name)"
        }
        if let expected, hello.identity.node != expected {
            return "\(hello.name) is \(hello.identity.node), not \(expected)"
        }
        return nil
    }

    /// Why the node on the other side may not speak; nil if it may.
    ///
    /// With a cluster key its certificate must name the node that its hello does.
    func objection(
        to hello: PeerHello,
        expected: NodeID?,
        on channel: ChannelHandlerContext
    ) -> String? {
        if security != nil {
            let proven = PeerSecurity.peerName(channel)
            guard proven == hello.name else {
                return "\(hello.name) has the certificate of \(proven ?? "nobody")"
            }
        }
        return objection(to: hello, expected: expected)
    }

    /// The handlers of a connection, in order, ending with `last`.
    func handlers(
        _ side: Side,
        _ limit: FrameLimit,
        _ last: any ChannelHandler
    ) throws -> [any ChannelHandler] {
        let framing = [ByteToMessageHandler(FrameDecoder(limit)), last] as [any ChannelHandler]
        guard let security else { return framing }
        return switch side {
        case .calling: [try security.callingHandler()] + framing
        case .called: [try security.calledHandler()] + framing
        }
    }

    /// A connection failed before its hello.
    ///
    /// - Returns: what to say of it, if it was the handshake.
    @discardableResult
    func noteFailure(_ error: any Error) -> String? {
        guard security != nil, PeerSecurity.isFailure(error) else { return nil }
        let reason = "no TLS with a cluster key of \(name): \(error)"
        counters.withLock { counters in
            counters.unauthenticated += 1
            counters.lastRefusal = reason
        }
        return reason
    }

    static func bytes(_ frame: PeerFrame, _ allocator: ByteBufferAllocator) -> ByteBuffer {
        PeerFraming.frame(frame.encoded, allocator)
    }

    func decode(_ buffer: ByteBuffer) -> PeerFrame? {
        do {
            return try PeerFrame(decoding: Array(buffer.readableBytesView), limits: raftLimits)
        } catch {
            return nil
        }
    }
}
