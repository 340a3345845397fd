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
        await world.disturb(node, LinkState(lossPercent: percent), milliseconds: milliseconds)
        return true
    }
}
