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
        let others = world.nodes.indices.filter { $0 != node.index }
        await set(LinkState(delayMilliseconds: delay), of: node.index, others, world.network)
        await world.pause(milliseconds: milliseconds)
        await set(.whole, of: node.index, others, world.network)
        world.history.note(.healed, node.index, "links of \(node.name) whole")
        return true
    }

    private func set(
        _ state: LinkState,
        of node: Int,
        _ others: [Int],
        _ network: ChaosNetwork
    ) async {
        for other in others {
            await network.set(state, from: node, to: other)
            await network.set(state, from: other, to: node)
        }
    }
}
