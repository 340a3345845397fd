import RoutingSimulation
import Testing

@Suite struct RoutingSeedTests {
    @Test(arguments: [2, 3, 4, 6])
    func `no rule is broken in any of these worlds`(nodes: Int) throws {
        var total = RoutingTally()
        for seed in 0..<50 as Range<UInt64> {
            let settings = RoutingWorldSettings(seed: seed, nodes: nodes)
            total.add(try RoutingRun.run(settings).get())
        }
        // Worlds in which nothing happens prove nothing.
        #expect(total.views > 500 && total.deaths > 200 && total.complete > 5_000)
        #expect(total.resumptions > 10 && total.handOvers > 50)
    }

    @Test func `equal seeds give equal runs`() {
        let settings = RoutingWorldSettings(seed: 7)
        #expect(RoutingRun.trace(settings) == RoutingRun.trace(settings))
    }
}
