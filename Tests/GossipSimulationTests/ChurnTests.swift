import GossipSimulation
import Testing

@Suite struct ChurnTests {
    /// More with HEADWATER_GOSSIP_SEEDS=N.
    @Test(arguments: UInt64(1)...TestScale.churnSeeds)
    func `every rule holds under churn`(seed: UInt64) {
        let world = GossipWorld(.churn(seed: seed))
        do throws(GossipViolation) {
            try world.runChurn(for: .seconds(40))
        } catch {
            Issue.record("seed \(seed): \(error)")
        }
        #expect(world.tally.crashes > 0)
    }

    @Test func `one seed gives one run`() throws {
        let tallies = try (0..<2).map { _ in
            let world = GossipWorld(.churn(seed: 99, size: 5))
            try world.runChurn(for: .seconds(10))
            return world.tally
        }
        #expect(tallies[0] == tallies[1])
    }
}
