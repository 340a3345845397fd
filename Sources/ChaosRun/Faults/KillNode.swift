internal import Determinism

/// Kills any node, and starts it again after a moment.
struct KillNode: ChaosFault {
    let name = "kill node"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        guard let node = world.claimRandom(using: &generator) else { return false }
        defer { world.release(node.index) }
        await ProcessDeath.kill(node, in: world, kind: .fault)
        await world.pause(milliseconds: Int.random(in: 200...8_000, using: &generator))
        await ProcessDeath.start(node, in: world)
        return true
    }
}
