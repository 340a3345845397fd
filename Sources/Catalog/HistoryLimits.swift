/// How much of what was is kept beside what is.
///
/// Every node of a cluster has the same, for equal entries must leave equal bytes; other values are
/// for tests and simulation.
package struct HistoryLimits: Sendable {
    /// Remembered results: a writer that retries does so within seconds.
    package var sessions: UInt64 = 10_000
    /// Log entries after which a result is forgotten, though there be room for it.
    package var sessionEntries: UInt64 = 1_000_000
    /// Changes kept for those who watch; a reader that was away longer lists afresh.
    package var changes: UInt64 = 65_536
    /// The bytes of the changes kept.
    package var changeBytes: UInt64 = 64 << 20

    package init() {}
}
