/// The limits of an environment, each with the reason for its value.
package struct EnvironmentLimits: Sendable {
    /// The longest key LMDB takes, in bytes (`mdb_env_get_maxkeysize` of every packaged build).
    package static let keyBytes = 511

    /// The size of the map at the start, in bytes.
    ///
    /// It costs address space, not memory or disk, so a generous value only saves the pauses of
    /// growing.
    package var initialMapBytes = 16 << 30

    /// Where the map stops doubling, in bytes.
    ///
    /// Half of what a process can address on x86-64 (47 bits).
    package var maximumMapBytes = 64 << 40

    /// Reads at one moment, over all threads.
    ///
    /// A read holds its place for microseconds, and one more than this waits for a place; 64 is
    /// above the threads of any sensible node.
    package var readers = 64

    /// Jobs waiting for the storage thread.
    ///
    /// At a few hundred durable batches a second of `jobsPerBatch` this is well under a second of
    /// work; more would only be latency.
    package var queuedJobs = 16_384

    /// Jobs in one transaction.
    ///
    /// It bounds how much is repeated when the map grows, and how long the first job of a batch
    /// waits for the last.
    package var jobsPerBatch = 1_024

    package init() {}
}
