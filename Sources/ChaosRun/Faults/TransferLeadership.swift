internal import Determinism

/// Has the leader hand over to any voter, by the admin API of any node.
struct TransferLeadership: ChaosFault {
    let name = "transfer leadership"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        guard let node = world.nodes.randomElement(using: &generator),
            let target = world.nodes.randomElement(using: &generator)
        else { return false }
        let connection = AdminConnection(node, token: world.token)
        defer { connection.close() }
        let answer = await connection.call(
            "POST",
            "/v1/leadership?to=\(target.name)",
            within: .seconds(5)
        )
        guard case .answer(let status, _) = answer else { return false }
        world.history.note(.note, target.index, "transfer to \(target.name): \(status)")
        return true
    }
}
