internal import Synchronization

/// What the writers of objects know of each key: what was acknowledged must stay true.
final class ObjectLedger: Sendable {
    /// Each key is put once and deleted once at most, so that an answer that never came leaves two
    /// possibilities and no more.
    enum Expectation: Sendable {
        case there
        case absent
        /// An answer is missing: it may be there, whole, or not.
        case either
    }

    private let expectations = Mutex<[String: Expectation]>([:])

    func set(_ key: String, _ expectation: Expectation) {
        expectations.withLock { $0[key] = expectation }
    }

    /// Forgets a key that was looked at for the last time.
    func remove(_ key: String) {
        expectations.withLock { $0[key] = nil }
    }

    func expectation(of key: String) -> Expectation? {
        expectations.withLock { $0[key] }
    }

    /// All keys, sorted.
    var keys: [String] { expectations.withLock { $0.keys.sorted() } }
}
