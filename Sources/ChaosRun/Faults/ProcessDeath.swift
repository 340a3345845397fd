/// Ends and starts processes for the faults that do so, and writes it down.
enum ProcessDeath {
    static func kill(_ node: ChaosNode, in world: ChaosWorld, kind: ChaosEvent.Kind) async {
        world.history.note(kind, node.index, "kill -9 \(node.name)")
        do {
            try await node.killHard()
        } catch {
            world.history.violate("processes end", "\(node.name) outlives kill -9: \(error)")
        }
    }

    static func start(_ node: ChaosNode, in world: ChaosWorld) async {
        do {
            try await world.start(node)
            world.history.note(.healed, node.index, "\(node.name) started")
        } catch {
            world.history.violate("processes start", "\(node.name): \(error)")
        }
    }
}
