internal import Determinism

/// Delays what a node sends and gets.
struct SlowLinks: ChaosFault {
    let name = "slow links"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        guard let node = world.claimRandom(using: &generator) else { return false }
        defer { world.release(node.index) }
        let delay = Int.random(in: 5...200, using: &generator)
        let milliseconds = Int.random(in: 1_000...8_000, using: &generator)
        world.history.note(
            .fault,
            node.index,
            "links of \(node.name) slower by \(delay) ms for \(milliseconds) ms"
        )
        await world.disturb(node, LinkState(delayMilliseconds: delay), milliseconds: milliseconds)
        return true
    }
}
