import Cluster
import Glibc
import Gossip
import Sealing
import TestSupport
import Testing

/// Ten nodes in one process, over real sockets and under a key: how soon all know of a killed and
/// of a hung one, and what a member sends meanwhile and in calm.
///
/// `HEADWATER_GOSSIP_ROUNDS=10 swift test -c release --filter GossipMeasurementTests`
@Suite(
    .serialized,
    .enabled(if: getenv("HEADWATER_GOSSIP_ROUNDS") != nil, "a measurement, run by hand")
)
struct GossipMeasurementTests {
    private struct Row {
        var first: [Double] = []
        var all: [Double] = []
    }

    private let size = 10
    private let calm = Duration.seconds(20)

    private var rounds: Int {
        getenv("HEADWATER_GOSSIP_ROUNDS").flatMap { Int(String(cString: $0)) } ?? 1
    }

    @Test(arguments: ["local", "lan"])
    func `killed and hung nodes are found`(profile: String) async throws {
        let timing: Timing = profile == "lan" ? .lan : .local
        var (killed, hung) = (Row(), Row())
        for round in 1...rounds {
            let ring = try Keyring([ClusterKey.random()])
            let nodes = try await GossipFixture.cluster(of: size, keyring: ring, timing: timing)
            if round == 1 { try await measureCalm(nodes, profile) }
            let last = nodes[size - 1]
            try await measure(nodes.dropLast(), last.name, &killed) {
                BlockingThread.start { _ = Task { try await last.kill() } }
            }
            let victim = nodes[size - 2]
            var release: (@Sendable () -> Void)?
            try await measure(nodes.dropLast(2), victim.name, &hung) { release = victim.hang() }
            release?()
            try await GossipFixture.stop(nodes)
        }
        report(killed, "\(profile), killed")
        report(hung, "\(profile), hung")
    }

    /// Waits until some, and until all, hold a member for dead.
    private func measure(
        _ watchers: ArraySlice<GossipFixture>,
        _ name: String,
        _ row: inout Row,
        _ disturb: () -> Void
    ) async throws {
        let start = Deadline.now()
        disturb()
        try await poll("the first death") { watchers.contains { $0.sees(name, .dead) } }
        row.first.append(Double(Deadline.now() - start) / 1e9)
        try await poll("all deaths") { watchers.allSatisfy { $0.sees(name, .dead) } }
        row.all.append(Double(Deadline.now() - start) / 1e9)
    }

    private func measureCalm(_ nodes: [GossipFixture], _ profile: String) async throws {
        // News of the joins dies down first.
        try await pause(.seconds(10))
        let before = nodes.map(\.counters)
        try await pause(calm)
        let after = nodes.map(\.counters)
        func rate(_ value: (GossipCounters) -> Int) -> Double {
            let sum = zip(before, after).reduce(0) { $0 + value($1.1) - value($1.0) }
            return Double(sum) / Double(size) / Double(calm.components.seconds)
        }
        // 28 bytes are the heads of IPv4 and UDP.
        let datagrams = rate(\.datagramsSent)
        let bytes = rate(\.bytesSent)
        print(
            "\(profile), calm: \(datagrams) datagrams, \(bytes) bytes and \(bytes + 28 * datagrams)"
                + " with heads, \(rate(\.streamsCalled)) streams, a member and second"
        )
    }

    private func pause(_ span: Duration) async throws {
        let end = Deadline(span)
        try await poll("the end of a pause", within: span + .seconds(10)) { end.isPast }
    }

    private func report(_ row: Row, _ what: String) {
        func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
        print(
            "\(what), \(row.all.count) rounds, seconds: first \(median(row.first)), "
                + "all \(median(row.all)), longest \(row.all.max() ?? 0)"
        )
    }
}
