internal import Determinism
internal import Synchronization
internal import TestSupport

/// Deletes objects of the mapped bucket that nobody reads any more, so that a long run does not fill
/// the disks of its nodes.
struct ObjectSweeper {
    private static let patience = Duration.seconds(10)
    /// Behind the readers, in epochs.
    private static let distance: UInt64 = 8
    /// A node that is down or cut off keeps a DELETE from being acknowledged: then later again.
    private static let backlog = 200

    let world: ChaosWorld
    var generator: SeededGenerator
    private var keys: [String] = []
    private var nextEpoch: UInt64 = 0

    init(world: ChaosWorld, generator: SeededGenerator) {
        self.world = world
        self.generator = generator
    }

    mutating func run() async {
        while !world.isEnding.load(ordering: .relaxed) {
            while nextEpoch + Self.distance <= ObjectReader.epoch(in: world) {
                keys += ObjectReader.keys(ofEpoch: nextEpoch, in: world)
                nextEpoch += 1
            }
            if keys.count > Self.backlog { keys.removeFirst(keys.count - Self.backlog) }
            if !keys.isEmpty {
                let key = keys.removeFirst()
                let node = world.nodes[Int.random(in: world.nodes.indices, using: &generator)]
                if await !delete(key, at: node) { keys.append(key) }
            }
            await world.pause(milliseconds: Int.random(in: 100...400, using: &generator))
        }
    }

    private func delete(_ key: String, at node: ChaosNode) async -> Bool {
        let path = "/\(ObjectReader.bucket)/\(key)"
        let answer: RawAnswer
        do {
            if world.store == nil {
                answer = try await RawHTTPClient(namespace: node.namespace, port: node.s3Port)
                    .request("DELETE", path, within: Self.patience)
            } else {
                answer = try await SignedClient(node).send("DELETE", path, within: Self.patience)
            }
        } catch {
            return false
        }
        guard answer.status == 204 else { return false }
        world.history.count { $0.objectDeletes += 1 }
        return true
    }
}
