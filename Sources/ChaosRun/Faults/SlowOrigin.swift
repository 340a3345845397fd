internal import Determinism

/// Has the origin send slowly what is asked for meanwhile.
struct SlowOrigin: ChaosFault {
    let name = "slow origin"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        let kilobytes = Int.random(in: 300...2_000, using: &generator)
        let milliseconds = Int.random(in: 1_000...8_000, using: &generator)
        world.history.note(
            .fault,
            nil,
            "origin at \(kilobytes) KB/s for \(milliseconds) ms"
        )
        world.origin.setPace(bytesPerSecond: kilobytes * 1_000)
        await world.pause(milliseconds: milliseconds)
        world.origin.setPace(bytesPerSecond: nil)
        world.history.note(.healed, nil, "origin as fast as it can")
        return true
    }
}
