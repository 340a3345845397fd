import Determinism
import Gossip
import Testing

/// One node, number 0, as a bench to try it on: what it is told goes in, what it says comes out.
struct Bench {
    var node: GossipNode
    var now = Instant(nanoseconds: 1_000_000_000)
    static let cluster = ClusterIdentity(77)

    /// A node that knows `others` members, numbered from 1, and has not been contacted by them.
    init(others: Int, seed: UInt64 = 1, _ adjust: (inout Settings) -> Void = { _ in }) {
        var settings = Settings(name: Samples.name(0), address: Samples.address(0))
        adjust(&settings)
        let saved = SavedState(
            identity: SavedIdentity(
                cluster: Self.cluster,
                incarnation: 4,
                metadataVersion: 1
            ),
            members: (1..<(others + 1)).map { Samples.announcement($0) }
        )
        node = GossipNode(settings: settings, saved: saved, seed: seed, at: now)
        _ = node.step([], at: now)
    }

    mutating func hear(_ messages: Message..., from: Int = 1) -> Ready {
        let datagram = Datagram(cluster: Self.cluster, messages: messages)
        return node.step([.received(datagram, from: Samples.address(from))], at: now)
    }

    /// Lets time pass, deadline by deadline, and gathers what the node does.
    mutating func pass(_ duration: Duration, _ each: (Ready) -> Void = { _ in }) {
        let end = now.advanced(by: duration)
        while node.nextDeadline <= end {
            now = max(now, node.nextDeadline)
            each(node.step([], at: now))
        }
        now = end
        each(node.step([], at: now))
    }

    /// Lets time pass until the node pings, and gives the ping and where it went.
    mutating func nextPing() throws -> (ping: Ping, address: Address) {
        for _ in 0..<1_000 {
            now = max(now, node.nextDeadline)
            for sending in node.step([], at: now).datagrams {
                for case .ping(let ping) in sending.datagram.messages {
                    return (ping, sending.address)
                }
            }
        }
        throw Missing()
    }

    struct Missing: Error {}

    func state(_ number: Int) -> MemberState? { node.member(Samples.name(number))?.state }
}

extension Ready {
    /// All messages of all datagrams.
    var messages: [Message] { datagrams.flatMap(\.datagram.messages) }
    var kinds: [MembershipChange.Kind] { changes.map(\.kind) }
}
