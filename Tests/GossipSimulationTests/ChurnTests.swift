import Determinism
import GossipSimulation
import Testing

@Suite struct ChurnTests {
    @Test(arguments: UInt64(1)...6)
    func `every rule holds under churn`(seed: UInt64) throws {
        let world = GossipWorld(.churn(seed: seed))
        do {
            try world.runChurn(for: .seconds(60))
        } catch {
            Issue.record("seed \(seed): \(error)")
        }
        print(seed, world.tally)
    }
}
