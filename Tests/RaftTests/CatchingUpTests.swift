import Raft
import Testing

/// A follower that comes back while others write.
@Suite struct CatchingUpTests {
    private var limits: Limits {
        var limits = Limits()
        limits.tailEntries = 2
        limits.heldEntries = 1_000
        limits.appendBytes = 1
        limits.inflightMessages = 2
        limits.snapshotChunkBytes = 4
        return limits
    }

    private func chunks(_ cluster: TestCluster) -> [SnapshotChunk] {
        cluster.mail.compactMap { envelope in
            if case .snapshotChunk(let chunk) = envelope.message { chunk } else { nil }
        }
    }

    private func isOfThree(_ envelope: Envelope) -> Bool {
        envelope.from == NodeID(3) || envelope.to == NodeID(3)
    }

    /// The last part of a snapshot for n3 is under way, and others write meanwhile.
    private func receiving(_ limits: Limits) throws -> (TestCluster, SnapshotIdentity) {
        var cluster = TestCluster(voters: 3, limits: limits)
        cluster.elect(1)
        for number in 0..<20 {
            cluster.propose(1, "\(number)")
            cluster.settle(among: [1, 2])
        }
        cluster.elapse(1, TestCluster.heartbeatInterval)
        cluster.settle { envelope in
            if case .snapshotChunk(let chunk) = envelope.message { !chunk.isLast } else { true }
        }
        let last = try #require(chunks(cluster).first)
        for number in 20..<50 {
            cluster.propose(1, "\(number)")
            cluster.settle { !isOfThree($0) }
        }
        return (cluster, last.identity)
    }

    private func match(_ cluster: TestCluster) -> LogIndex {
        cluster.core(1).status.peers.first { $0.id == NodeID(3) }?.match ?? 0
    }

    @Test func `what follows an installed snapshot is kept until it is sent`() throws {
        var (cluster, identity) = try receiving(limits)
        #expect(cluster.core(1).appliedIndex == identity.position.index + 30)
        var rounds = 0
        while !cluster.mail.isEmpty, rounds < 1_000 {
            for chunk in chunks(cluster) { #expect(chunk.identity == identity) }
            cluster.deliver()
            let base = cluster.core(1).status.base.index
            #expect(base <= max(identity.position.index, match(cluster)))
            rounds += 1
        }
        #expect(cluster.disk(3).commands == (0..<50).map(String.init))
        #expect(cluster.disk(3).base.index >= identity.position.index)
        cluster.propose(1, "50")
        cluster.settle()
        let status = cluster.core(1).status
        #expect(status.applied - status.base.index <= 3)
    }

    @Test func `what was held for one that fell silent goes in several transactions`() throws {
        var limits = limits
        limits.compactionEntries = 4
        var (cluster, identity) = try receiving(limits)
        #expect(cluster.core(1).status.base.index <= identity.position.index)
        for _ in 0..<30 {
            cluster.elapse(1, TestCluster.heartbeatInterval)
            cluster.settle { !isOfThree($0) }
        }
        let prefix = "n1 compacts "
        let bases = cluster.log.filter { $0.hasPrefix(prefix) }.compactMap { line in
            Int(line.dropFirst(prefix.count).prefix { $0 != "@" })
        }
        #expect(zip(bases, bases.dropFirst()).allSatisfy { $1 - $0 <= 4 })
        let status = cluster.core(1).status
        #expect(status.applied - status.base.index <= 3)
    }
}
