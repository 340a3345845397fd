internal import Synchronization

/// The objects that were read in a run.
final class ObjectLedger: Sendable {
    private let state = Mutex<Set<String>>([])

    func note(_ key: String) {
        state.withLock { _ = $0.insert(key) }
    }

    var keys: [String] { state.withLock { $0.sorted() } }
}
