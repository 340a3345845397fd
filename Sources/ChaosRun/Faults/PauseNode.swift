internal import Determinism

/// Stops a process where it is, as a machine that swaps or a hypervisor that moves it would.
struct PauseNode: ChaosFault {
    let name = "stop process"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        guard let node = world.claimRandom(using: &generator) else { return false }
        defer { world.release(node.index) }
        let milliseconds = Int.random(in: 300...6_000, using: &generator)
        world.history.note(.fault, node.index, "SIGSTOP \(node.name) for \(milliseconds) ms")
        node.pause()
        await world.pause(milliseconds: milliseconds)
        node.resume()
        world.history.note(.healed, node.index, "SIGCONT \(node.name)")
        return true
    }
}
