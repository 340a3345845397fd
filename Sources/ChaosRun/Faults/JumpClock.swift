internal import Determinism

/// Sets the wall clock of a node forward or back, by up to a day, and right again.
struct JumpClock: ChaosFault {
    let name = "clock jump"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        guard let node = world.claimRandom(using: &generator) else { return false }
        defer { world.release(node.index) }
        guard let clock = node.clock else { return false }
        let span = [2, 60, 3_600, 86_400].randomElement(using: &generator) ?? 2
        let seconds = Bool.random(using: &generator) ? span : -span
        let milliseconds = Int.random(in: 1_000...8_000, using: &generator)
        world.history.note(
            .fault,
            node.index,
            "clock of \(node.name) off by \(seconds) s for \(milliseconds) ms"
        )
        clock.set(seconds: seconds)
        await world.pause(milliseconds: milliseconds)
        clock.set(seconds: 0)
        world.history.note(.healed, node.index, "clock of \(node.name) right")
        return true
    }
}
