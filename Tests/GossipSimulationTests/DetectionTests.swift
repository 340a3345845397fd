import Gossip
import GossipSimulation
import Testing

@Suite struct DetectionTests {
    @Test func `in the local profile a crash of ten is known after about a second`() {
        var measurement = GossipMeasurement(size: 10, loss: 0, lifeguard: .all, seeds: 1...4)
        measurement.timing = .local
        measurement.calm = .seconds(5)
        let result = measurement.run()
        #expect(result.undetected == 0)
        #expect(result.allKnow.allSatisfy { $0 < 2 })
        #expect(result.falseDeaths == 0)
    }

    @Test func `a hundred members in a network that loses a fifth take nobody for dead`() {
        var measurement = GossipMeasurement(size: 100, loss: 0.2, lifeguard: .all, seeds: 1...1)
        measurement.calm = .seconds(4)
        measurement.probesByStream = true
        let result = measurement.run()
        #expect(result.falseDeaths == 0)
        #expect(result.undetected == 0)
    }

    @Test func `a thousand members learn of a crash`() {
        var measurement = GossipMeasurement(size: 1_000, loss: 0, lifeguard: .all, seeds: 1...1)
        measurement.calm = .seconds(1)
        let result = measurement.run()
        #expect(result.undetected == 0)
        #expect(result.allKnow.allSatisfy { $0 < 30 })
        // A ping and an ack for each member and second, and what little news there was.
        #expect(result.datagramsPerMemberAndSecond < 3)
    }

    /// Prints the table of docs/gossip-simulation.md up to HEADWATER_GOSSIP_SIZE members, from
    /// HEADWATER_GOSSIP_LEAST on.
    @Test(.enabled(if: TestScale.measuredSize != nil))
    func `the table of the page`() {
        let largest = TestScale.measuredSize ?? 0
        let least = TestScale.number("HEADWATER_GOSSIP_LEAST") ?? 0
        for (size, runs) in [(10, 40), (100, 10), (1_000, 1)]
        where size <= largest && size >= least {
            for loss in [0, 0.05, 0.2] {
                for parts in [LifeguardParts(), .all] {
                    let measurement = GossipMeasurement(
                        size: size,
                        loss: loss,
                        lifeguard: parts,
                        seeds: 1...UInt64(runs)
                    )
                    print(measurement.row(measurement.run()))
                }
            }
        }
        if largest >= 100, least <= 100 {
            for parts in [LifeguardParts(), [.probe, .suspicion, .buddy], .all] {
                var measurement = GossipMeasurement(
                    size: 100,
                    loss: 0,
                    lifeguard: parts,
                    seeds: 1...10
                )
                measurement.slow = 10
                measurement.calm = .seconds(120)
                print(measurement.row(measurement.run()))
            }
        }
        if largest >= 10_000 {
            // At 20 % loss the news of ten thousand about each other need more than 19 GB.
            for loss in [0, 0.05] {
                var measurement = GossipMeasurement(
                    size: 10_000,
                    loss: loss,
                    lifeguard: .all,
                    seeds: 1...1
                )
                measurement.calm = .seconds(10)
                print(measurement.row(measurement.run()))
            }
        }
    }
}
