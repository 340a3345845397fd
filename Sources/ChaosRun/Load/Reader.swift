internal import Synchronization
internal import TestSupport

/// Reads without end, linearizably and, as often, the nodes' own copies.
struct Reader {
    private static let pause = 30

    let client: KeyValueClient
    let keys: KeySpace
    let world: ChaosWorld

    func run() async {
        while !world.isEnding.load(ordering: .relaxed) {
            let key = client.randomKey(keys)
            if client.random(0..<2) == 0 {
                _ = await client.read(key, until: Deadline(Writer.patience))
            } else if let read = await client.readLocally(key) {
                world.history.add(read)
            }
            await client.pause(atMost: Self.pause)
        }
        client.close()
    }
}
