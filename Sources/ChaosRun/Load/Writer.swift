internal import Synchronization
internal import TestSupport

/// Writes without end, one operation after another: puts, comparisons, deletes.
struct Writer {
    /// The longest pause after an operation, in milliseconds; keeps the rate of all writers below
    /// what lets a remembered result live for tens of seconds.
    private static let pause = 40
    /// An operation is given up after this: never, as long as the cluster keeps its promises.
    static let patience = Duration.seconds(90)

    let client: KeyValueClient
    let keys: KeySpace
    let world: ChaosWorld

    func run() async {
        while !world.isEnding.load(ordering: .relaxed) {
            await step()
            await client.pause(atMost: Self.pause)
        }
        client.close()
    }

    private func step() async {
        let key = client.randomKey(keys)
        switch client.random(0..<100) {
        case 0..<50:
            await write(key, .put(value: client.newValue()))
        case 50..<60:
            await write(key, .delete)
        case 60..<75:
            await write(key, .compareAndSet(expected: 0, new: client.newValue()))
        default:
            let read = await client.read(key, until: Deadline(Self.patience))
            guard case .read(let value, let revision) = read.outcome, value != 0 else { return }
            let new = client.random(0..<5) == 0 ? 0 : client.newValue()
            await write(key, .compareAndSet(expected: value, new: new), matching: revision)
        }
    }

    private func write(
        _ key: String,
        _ kind: Operation.Kind,
        matching revision: UInt64? = nil
    ) async {
        _ = await client.write(
            key,
            kind,
            matching: revision,
            until: Deadline(Self.patience)
        )
    }
}
