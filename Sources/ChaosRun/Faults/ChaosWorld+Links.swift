extension ChaosWorld {
    /// Gives all links of a node a state for a while, and makes them whole again.
    func disturb(_ node: ChaosNode, _ state: LinkState, milliseconds: Int) async {
        await setLinks(of: node, to: state)
        await pause(milliseconds: milliseconds)
        await setLinks(of: node, to: .whole)
        history.note(.healed, node.index, "links of \(node.name) whole")
    }

    private func setLinks(of node: ChaosNode, to state: LinkState) async {
        for other in nodes.indices where other != node.index {
            await network.set(state, from: node.index, to: other)
            await network.set(state, from: other, to: node.index)
        }
    }
}
