import GossipSimulation
import Testing

@Suite struct PartingTests {
    @Test(arguments: UInt64(1)...8)
    func `halves that have forgotten each other find each other again`(seed: UInt64) throws {
        let world = GossipWorld(.churn(seed: seed, size: 6))
        world.startByJoining()
        try world.run(for: .seconds(10))
        #expect(world.presentCounts == Array(repeating: 6, count: 6))
        world.part(first: 3)
        try world.run(for: .seconds(60))
        #expect(world.recordCounts == Array(repeating: 3, count: 6))
        world.rejoin()
        // Two of the periodic exchanges, which come every ten seconds, and the time to tell.
        try world.run(for: .seconds(25))
        #expect(world.presentCounts == Array(repeating: 6, count: 6))
        #expect(world.recordCounts == Array(repeating: 6, count: 6))
    }
}
