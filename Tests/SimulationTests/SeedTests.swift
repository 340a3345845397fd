import Simulation
import Testing

/// A part of what `simulate` runs for hours.
@Suite struct SeedTests {
    @Test(arguments: [(3, 0), (3, 1), (4, 2), (5, 2), (1, 2), (2, 1)])
    func `worlds of different sizes obey the rules`(voters: Int, learners: Int) throws {
        for seed in 0..<25 as Range<UInt64> {
            let settings = WorldSettings(
                seed: seed,
                steps: 3_000,
                voters: voters,
                learners: learners
            )
            _ = try SimulationRun.run(settings).get()
        }
    }

    /// Seeds that once showed a mistake.
    ///
    /// As the world changes they may show nothing any more; the script or rule test named beside
    /// each stays.
    @Test(arguments: [
        // Parts of two snapshots crossed, and one began anew: PaperTests §7.
        WorldSettings(seed: 3_330, voters: 5, learners: 2),
        // Appends under way lost and compacted: compacted-behind-inflight.txt.
        WorldSettings(seed: 22, voters: 3, learners: 0),
    ])
    func `seeds that once failed obey the rules`(settings: WorldSettings) throws {
        _ = try SimulationRun.run(settings).get()
    }

    @Test func `one seed is one run`() throws {
        let settings = WorldSettings(seed: 11, steps: 2_000, voters: 3, learners: 1)
        let first = SimulationRun.trace(settings)
        #expect(first == SimulationRun.trace(settings))
        #expect(first.count > 100)
        #expect(
            try SimulationRun.run(settings).get() == SimulationRun.run(settings).get()
        )
        var other = settings
        other.seed = 12
        #expect(first != SimulationRun.trace(other))
    }

    @Test func `runs try what they should`() throws {
        var tally = Tally()
        for seed in 100..<120 as Range<UInt64> {
            let settings = WorldSettings(seed: seed, steps: 3_000, voters: 3, learners: 1)
            tally.add(try SimulationRun.run(settings).get())
        }
        #expect(tally.elections > 20)
        #expect(tally.crashes > 20)
        #expect(tally.committed > 300)
        #expect(tally.writesAnswered > 200)
        #expect(tally.readsAnswered > 200)
        #expect(tally.retriesSwallowed > 10)
        #expect(tally.configurationsApplied > 10)
        #expect(tally.votersChanged > 3)
        #expect(tally.transfers > 0)
        #expect(tally.snapshotsInstalled > 5)
        #expect(tally.entriesLoaded > 20)
        #expect(tally.stalls > 5)
        #expect(tally.failedSaves > 20)
        // Nearly all histories are followed to their end.
        #expect(tally.exhaustedKeys < 12)
    }

    @Test func `the command that repeats a run names all that decides it`() {
        let settings = WorldSettings(
            seed: 7,
            steps: 900,
            voters: 5,
            learners: 2,
            fault: .votesTwice
        )
        let expected =
            "simulate --seeds 7..<8 --steps 900 --voters 5 --learners 2 --fault votes-twice"
        #expect(settings.command == expected)
    }
}
