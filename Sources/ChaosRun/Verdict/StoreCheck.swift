internal import TestSupport

/// Whether, when all is whole again, the store has what was acknowledged and nothing half done.
struct StoreCheck {
    private static let patience = Duration.seconds(90)

    let world: ChaosWorld

    func run() async {
        guard let store = world.store else { return }
        let keys = world.ledger.keys
        for (place, key) in keys.enumerated() {
            let node = world.nodes[place % world.nodes.count]
            if await ObjectWriter.read(key, at: node, in: world) { continue }
            world.history.violate("all objects can be read", "\(key) at \(node.name)")
        }
        // Those of nodes that died are aborted by their next lives, after a while.
        do {
            try await poll("the uploads of fills to be gone", within: Self.patience) {
                try await store.openUploads() == 0
            }
        } catch {
            world.history.violate("uploads are aborted", "\(error)")
        }
    }
}
