internal import Determinism
internal import Synchronization
internal import TestSupport

/// Reads objects of the mapped bucket at any node without end, and compares every byte.
struct ObjectReader {
    static let bucket = "chaosobjects"
    private static let sizes: [UInt64] = [0, 1, 3_000, 20_000, 400_000, 3_000_000]
    private static let patience = Duration.seconds(20)
    private static let epochSeconds: UInt64 = 4
    private static let objects: UInt64 = 6

    let world: ChaosWorld
    let ledger: ObjectLedger
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
        let epoch = (Deadline.now() - world.history.start) / 1_000_000_000 / Self.epochSeconds
        let number = epoch * Self.objects + UInt64.random(in: 0..<Self.objects, using: &generator)
        let size = Self.sizes[Int(number % UInt64(Self.sizes.count))]
        return ObjectOrigin.key(size: size, seed: number)
    }

    private func read(_ key: String, at node: ChaosNode) async {
        guard let body = ObjectOrigin.body(ofKey: key) else { return }
        ledger.note(key)
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
            return
        }
        judge(answer, key, body, node)
    }

    private func judge(_ answer: RawAnswer, _ key: String, _ body: BodySource, _ node: ChaosNode) {
        let history = world.history
        guard answer.status == 200 else {
            history.count { counters in
                counters.objectFailures += 1
                if answer.status > 0 {
                    counters.refusals["s3 \(answer.status)", default: 0] += 1
                }
            }
            if answer.status == 404 {
                history.violate("objects are there", "\(node.name) answered 404 for \(key)")
            }
            return
        }
        if let place = answer.firstMismatch {
            history.violate("bodies are exact", "\(key) from \(node.name) differs at byte \(place)")
        } else if answer.end.isClean, answer.bodyCount != body.size {
            history.violate(
                "bodies are whole",
                "\(key) from \(node.name) ended well after \(answer.bodyCount) bytes"
            )
        }
        history.count { counters in
            counters.objectReads += 1
            counters.objectBytes += answer.bodyCount
            if !answer.end.isClean { counters.objectFailures += 1 }
        }
    }
}
