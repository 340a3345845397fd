internal import Determinism

/// Kills the store behind the nodes, and starts it again after a while.
struct KillStore: ChaosFault {
    let name = "kill store"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        guard let store = world.store else { return false }
        let milliseconds = Int.random(in: 200...6_000, using: &generator)
        world.history.note(.fault, nil, "kill -9 of the store for \(milliseconds) ms")
        do {
            // Not to be cancelled with the phase of faults.
            try await Task { try await store.killHard() }.value
            await world.pause(milliseconds: milliseconds)
            try await Task { try await store.start() }.value
            world.history.note(.healed, nil, "the store started")
        } catch {
            world.history.violate("the store comes back", "\(error)")
        }
        return true
    }
}
