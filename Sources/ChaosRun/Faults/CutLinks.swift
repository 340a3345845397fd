internal import Determinism

/// Cuts links of a node: to one other or to all, both ways or one.
struct CutLinks: ChaosFault {
    /// Which directions are cut, seen from the node.
    enum Direction: String, CaseIterable {
        case both
        case outgoing
        case incoming
    }

    let name = "cut links"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        guard let node = world.claimRandom(using: &generator) else { return false }
        defer { world.release(node.index) }
        let direction = Direction.allCases.randomElement(using: &generator) ?? .both
        let others = world.nodes.indices.filter { $0 != node.index }
        let isWhole = Bool.random(using: &generator)
        let cut = isWhole ? others : [others.randomElement(using: &generator) ?? 0]
        let milliseconds = Int.random(in: 500...8_000, using: &generator)
        let names = cut.map { world.nodes[$0].name }.joined(separator: " ")
        world.history.note(
            .fault,
            node.index,
            "cut \(node.name) \(direction.rawValue) \(names) for \(milliseconds) ms"
        )
        await set(LinkState(isCut: true), of: node.index, to: cut, direction, world.network)
        node.harm(for: UInt64(milliseconds))
        await world.pause(milliseconds: milliseconds)
        await set(.whole, of: node.index, to: cut, direction, world.network)
        node.harm(for: 3_000)
        world.history.note(.healed, node.index, "links of \(node.name) whole")
        return true
    }

    private func set(
        _ state: LinkState,
        of node: Int,
        to others: [Int],
        _ direction: Direction,
        _ network: ChaosNetwork
    ) async {
        for other in others {
            if direction != .incoming { await network.set(state, from: node, to: other) }
            if direction != .outgoing { await network.set(state, from: other, to: node) }
        }
    }
}
