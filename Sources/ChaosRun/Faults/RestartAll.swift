internal import Determinism
internal import Glibc
internal import TestSupport

/// Kills all nodes at once and starts them again in any order, as after a power cut.
struct RestartAll: ChaosFault {
    let name = "restart all"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        let claimed = world.nodes.filter { world.claim($0.index) }
        defer { for node in claimed { world.release(node.index) } }
        // Nodes that another fault has are left to it.
        guard claimed.count == world.nodes.count else { return false }
        world.history.note(.fault, nil, "kill -9 of all")
        for node in claimed { node.process?.send(SIGKILL) }
        for node in claimed { await ProcessDeath.kill(node, in: world, kind: .note) }
        for node in claimed.shuffled(using: &generator) {
            await world.pause(milliseconds: Int.random(in: 0...400, using: &generator))
            await ProcessDeath.start(node, in: world)
        }
        return true
    }
}
