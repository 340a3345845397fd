internal import Determinism

/// Loses a share of the packets that a node sends and gets.
struct LosePackets: ChaosFault {
    let name = "lose packets"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        guard let node = world.claimRandom(using: &generator) else { return false }
        defer { world.release(node.index) }
        let percent = Int.random(in: 2...40, using: &generator)
        let milliseconds = Int.random(in: 1_000...8_000, using: &generator)
        world.history.note(
            .fault,
            node.index,
            "\(percent) % of the packets of \(node.name) lost for \(milliseconds) ms"
        )
        node.harm(for: UInt64(milliseconds) + 5_000)
        let others = world.nodes.indices.filter { $0 != node.index }
        await set(LinkState(lossPercent: percent), of: node.index, others, world.network)
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
