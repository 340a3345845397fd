internal import Determinism
internal import Glibc
internal import TestSupport

/// Tells the node that was started longest ago to end, waits for that, starts it again, and waits
/// until it has its part in the cluster: one step of a rolling restart.
struct RestartNode: ChaosFault {
    /// What a node has to drain, and more.
    private static let patience = Duration.seconds(60)

    let name = "rolling restart"

    func run(in world: ChaosWorld, using generator: inout SeededGenerator) async -> Bool {
        let next = world.nodes.min { ($0.starts, $0.index) < ($1.starts, $1.index) }
        guard !Task.isCancelled, let node = next, world.claim(node.index, isHarm: false) else {
            return false
        }
        defer { world.release(node.index) }
        world.history.note(.fault, node.index, "SIGTERM \(node.name)")
        let began = Deadline.now()
        // Not to be cancelled with the phase of faults: a restart that is begun is awaited.
        await Task { await self.restart(node, in: world, since: began) }.value
        await world.pause(milliseconds: Int.random(in: 200...1_500, using: &generator))
        return true
    }

    private func restart(_ node: ChaosNode, in world: ChaosWorld, since began: UInt64) async {
        do {
            let (status, drained) = try await node.endWell(within: Self.patience)
            let ended = Deadline.now()
            world.history.note(
                .note,
                node.index,
                "\(node.name) ended with \(status) after \((ended - began) / 1_000_000) ms"
            )
            if status != .code(0) {
                world.history.violate("nodes end well", "\(node.name) ended with \(status)")
            }
            await ProcessDeath.start(node, in: world)
            try await world.waitUntilReady(node)
            try await world.waitUntilInView(node)
            // Until it has drained it has to lend what it has.
            world.history.add(HarmSpan(node: node.index, begin: drained, end: Deadline.now()))
        } catch {
            world.history.violate("nodes end well", "\(node.name): \(error)")
        }
    }
}
