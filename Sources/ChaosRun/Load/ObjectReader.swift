internal import Determinism
internal import Synchronization
internal import TestSupport

/// Reads objects of the mapped bucket at any node without end, and compares every byte.
struct ObjectReader {
    static let bucket = "chaosobjects"
    private static let sizes: [UInt64] = [0, 1, 3_000, 20_000, 400_000, 3_000_000]
    /// One more where there is a store: it is uploaded to it in parts.
    private static let largeSize: UInt64 = 20_000_000
    private static let patience = Duration.seconds(20)
    private static let epochSeconds: UInt64 = 4
    private static let objects: UInt64 = 6

    let world: ChaosWorld
    var generator: SeededGenerator

    mutating func run() async {
        while !world.isEnding.load(ordering: .relaxed) {
            let key = nextKey()
            let node = world.nodes[Int.random(in: world.nodes.indices, using: &generator)]
            await read(key, at: node)
            await world.pause(milliseconds: Int.random(in: 1...60, using: &generator))
        }
    }

    /// One of a few objects of the last seconds, so that readers meet.
    private mutating func nextKey() -> String {
        let keys = Self.keys(ofEpoch: Self.epoch(in: world), in: world)
        return keys[Int.random(in: keys.indices, using: &generator)]
    }

    /// Objects are read for one epoch.
    static func epoch(in world: ChaosWorld) -> UInt64 {
        (Deadline.now() - world.history.start) / 1_000_000_000 / epochSeconds
    }

    static func keys(ofEpoch epoch: UInt64, in world: ChaosWorld) -> [String] {
        let sizes = world.store == nil ? sizes : sizes + [largeSize]
        return (epoch * objects..<(epoch + 1) * objects).map { number in
            ObjectOrigin.key(size: sizes[Int(number % UInt64(sizes.count))], seed: number)
        }
    }

    /// What an attempt to read came to.
    private enum Reading {
        case whole
        /// Nobody listens there, or the node said that it ends: nothing was accepted.
        case turnedAway(String)
        case failed(String)
    }

    private func read(_ key: String, at node: ChaosNode) async {
        let first = await attempt(key, node)
        guard world.settings.mode == .rolling else { return }
        switch first {
        case .whole: return
        case .failed(let reason):
            world.history.violate("nothing accepted is broken", "\(key) at \(node.name): \(reason)")
        case .turnedAway(let reason):
            world.history.count { $0.objectsTurnedAway += 1 }
            let other = world.nodes[(node.index + 1) % world.nodes.count]
            switch await attempt(key, other) {
            case .whole: return
            case .turnedAway(let further), .failed(let further):
                world.history.violate(
                    "no read fails",
                    "\(key) at \(node.name): \(reason), then at \(other.name): \(further)"
                )
            }
        }
    }

    private func attempt(_ key: String, _ node: ChaosNode) async -> Reading {
        guard let body = ObjectOrigin.body(ofKey: key) else { return .failed("no such object") }
        let answer: RawAnswer
        do {
            answer = try await RawHTTPClient(namespace: node.namespace, port: node.s3Port).request(
                "GET",
                "/\(Self.bucket)/\(key)",
                sink: .compare(body),
                within: Self.patience
            )
        } catch {
            world.history.count { $0.objectFailures += 1 }
            return .turnedAway("\(error)")
        }
        world.history.judge(answer, .there, key: key, body: body, node: node.name)
        if answer.status == 200, answer.end.isClean { return .whole }
        let text = "\(answer.status) \(answer.end) after \(answer.bodyCount) bytes"
        let isTurnedAway =
            answer.status == 503 ? node.isEnding : answer.status == 0 && answer.end.isBroken
        return isTurnedAway ? .turnedAway(text) : .failed(text)
    }
}
