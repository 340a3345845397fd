internal import NIOCore
internal import Raft
internal import Synchronization

/// What all connections of a transport share.
final class PeerContext: Sendable {
    let identity: NodeIdentity
    let name: String
    let limits: PeerLimits
    let raftLimits: Limits
    let counters = Mutex(PeerCounters())
    let handler = Mutex<(any PeerHandler)?>(nil)
    /// Told of each peer that calls: it is there, whatever came of calls to it.
    let greeted = Mutex<(@Sendable (NodeID) -> Void)?>(nil)
    let services = Mutex<[PeerKind: PeerStreamService]>([:])

    init(identity: NodeIdentity, name: String, limits: PeerLimits, raftLimits: Limits) {
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
    func objection(to hello: PeerHello, expected: NodeID?) -> String? {
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
