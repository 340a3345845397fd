internal import Determinism
internal import Glibc

/// Stops the store where it is: connections stay, and nothing answers.
struct PauseStore: ChaosFault {
    let name = "stop store"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        guard let store = world.store else { return false }
        let milliseconds = Int.random(in: 300...8_000, using: &generator)
        world.history.note(.fault, nil, "SIGSTOP of the store for \(milliseconds) ms")
        store.send(SIGSTOP)
        await world.pause(milliseconds: milliseconds)
        store.send(SIGCONT)
        world.history.note(.healed, nil, "SIGCONT of the store")
        return true
    }
}
