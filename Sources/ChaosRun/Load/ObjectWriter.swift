internal import Determinism
internal import Synchronization
internal import TestSupport

/// Puts, reads and deletes objects of its own at any node of a run with a store, without end.
struct ObjectWriter {
    /// Its bucket has no origin: what is not there is not there.
    static let bucket = "chaoswrites"
    private static let sizes: [UInt64] = [0, 5, 2_000, 70_000, 600_000, 2_500_000]
    static let patience = Duration.seconds(30)
    /// Keys that a writer keeps; the oldest is deleted then.
    private static let keys = 40

    let number: UInt64
    let world: ChaosWorld
    var generator: SeededGenerator
    private var written: [String] = []
    private var count: UInt64 = 0

    init(number: Int, world: ChaosWorld, generator: SeededGenerator) {
        self.number = UInt64(number)
        self.world = world
        self.generator = generator
    }

    mutating func run() async {
        while !world.isEnding.load(ordering: .relaxed) {
            if written.count >= Self.keys {
                await delete(written.removeFirst())
            } else if let key = written.randomElement(using: &generator),
                Int.random(in: 0..<3, using: &generator) > 0
            {
                await Self.read(key, at: randomNode(), in: world)
            } else {
                await put()
            }
            await world.pause(milliseconds: Int.random(in: 1...80, using: &generator))
        }
    }

    private mutating func randomNode() -> ChaosNode {
        world.nodes[Int.random(in: world.nodes.indices, using: &generator)]
    }

    private mutating func put() async {
        let size = Self.sizes[Int.random(in: Self.sizes.indices, using: &generator)]
        count += 1
        let key = ObjectOrigin.key(size: size, seed: number << 32 | count)
        guard let body = ObjectOrigin.body(ofKey: key) else { return }
        let node = randomNode()
        world.ledger.set(key, .either)
        written.append(key)
        let answer = try? await SignedClient(node).send(
            "PUT",
            "/\(Self.bucket)/\(key)",
            body: body.bytes(),
            within: Self.patience
        )
        let isDone = answer?.status == 200 && answer?.end.isClean == true
        if isDone { world.ledger.set(key, .there) }
        count(answer, isDone: isDone) { $0.objectPuts += 1 }
    }

    private mutating func delete(_ key: String) async {
        let node = randomNode()
        let expectation = world.ledger.expectation(of: key)
        world.ledger.set(key, .either)
        let answer = try? await SignedClient(node).send(
            "DELETE",
            "/\(Self.bucket)/\(key)",
            within: Self.patience
        )
        let isDone = answer?.status == 204
        // A put that nobody knows the end of may come to its end still.
        if isDone, expectation == .there { world.ledger.set(key, .absent) }
        count(answer, isDone: isDone) { $0.objectDeletes += 1 }
        await Self.read(key, at: randomNode(), in: world)
        if isDone { world.ledger.remove(key) }
    }

    private func count(
        _ answer: RawAnswer?,
        isDone: Bool,
        _ change: (inout LoadCounters) -> Void
    ) {
        world.history.count { isDone ? change(&$0) : $0.refused(answer) }
    }

    /// Reads a key and holds the answer against the ledger; false where there was no answer to
    /// judge.
    @discardableResult
    static func read(_ key: String, at node: ChaosNode, in world: ChaosWorld) async -> Bool {
        guard let body = ObjectOrigin.body(ofKey: key) else { return false }
        // Nobody knows of a key that was forgotten meanwhile.
        let expectation = world.ledger.expectation(of: key) ?? .either
        let answer = try? await SignedClient(node).send(
            "GET",
            "/\(bucket)/\(key)",
            sink: .compare(body),
            within: patience
        )
        guard let answer else {
            world.history.count { $0.refused(nil) }
            return false
        }
        world.history.judge(answer, expectation, key: key, body: body, node: node.name)
        return answer.status == 404 || answer.status == 200 && answer.end.isClean
    }
}
