/// Ends and starts processes for the faults that do so, and writes it down.
enum ProcessDeath {
    static func kill(_ node: ChaosNode, in world: ChaosWorld, kind: ChaosEvent.Kind) async {
        world.history.note(kind, node.index, "kill -9 \(node.name)")
        do {
            // Not to be cancelled with the phase of faults: a death that is begun is awaited.
            try await Task { try await node.killHard() }.value
        } catch {
            world.history.violate("processes end", "\(node.name) outlives kill -9: \(error)")
        }
    }

    static func start(_ node: ChaosNode, in world: ChaosWorld) async {
        do {
            try await Task { try await world.start(node) }.value
            world.history.note(.healed, node.index, "\(node.name) started")
        } catch {
            world.history.violate("processes start", "\(node.name): \(error)")
        }
    }
}
