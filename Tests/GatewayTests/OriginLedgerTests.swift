import Catalog
import Mirroring
import NIOCore
import NIOEmbedded
import Routing
import Synchronization
import Testing

@testable import Gateway

/// The connections of a mapping while the members of the cluster change.
@Suite struct OriginLedgerTests {
    private func mapped(connections: Int) throws -> MappedOrigin {
        var mapping = Mapping(origin: try OriginURL("http://origin.example"))
        mapping.maximumConnections = connections
        return try MappedOrigin(
            MappingEntry(key: try MappingKey("films"), mapping: mapping, revision: 1)
        ) { _, _ in "" }
    }

    private func peering() -> Peering {
        Peering(name: "m", streams: NoStreams(), group: EmbeddedEventLoop(), keepsObjects: true)
    }

    /// Two members of which this one has the only connection, or the other.
    private func members(hasShare: Bool) -> [String] {
        let candidates = [["m", "z"], ["a", "m"]]
        return candidates.first { names in
            let share = ConnectionShare.connections(
                1,
                mapping: "films".utf8,
                index: names.firstIndex(of: "m") ?? 0,
                members: 2
            )
            return (share == 1) == hasShare
        } ?? []
    }

    @Test func `who waits is admitted though the view takes this member's last share`() throws {
        let peering = peering()
        let ledger = OriginLedger(peering: peering)
        let mapped = try mapped(connections: 1)
        let admitted = Mutex<[UInt64]>([])
        func request(_ identity: UInt64) -> Bool {
            let admission = ledger.request(mapped, identity: identity, priority: .foreground) {
                admitted.withLock { $0.append(identity) }
            }
            return admission == .granted
        }
        peering.take(view: 1, members: members(hasShare: true))
        #expect(request(1))
        #expect(!request(2) && !request(3))
        peering.take(view: 2, members: members(hasShare: false))
        #expect(admitted.withLock { $0 } == [])
        ledger.release(mapped)
        try #require(admitted.withLock { $0 } == [2])
        ledger.release(mapped)
        #expect(admitted.withLock { $0 } == [2, 3])
        ledger.release(mapped)
        // What was sent here before the view came asks after it.
        #expect(request(4))
        #expect(!request(5))
    }

    @Test func `a larger share admits at once`() throws {
        let peering = peering()
        let ledger = OriginLedger(peering: peering)
        let mapped = try mapped(connections: 2)
        let admitted = Mutex<[UInt64]>([])
        peering.take(view: 1, members: ["a", "m"])
        for identity in 1...3 as ClosedRange<UInt64> {
            let admission = ledger.request(mapped, identity: identity, priority: .foreground) {
                admitted.withLock { $0.append(identity) }
            }
            #expect(admission == (identity == 1 ? .granted : .queued))
        }
        peering.take(view: 2, members: ["m"])
        #expect(admitted.withLock { $0 } == [2])
    }
}
