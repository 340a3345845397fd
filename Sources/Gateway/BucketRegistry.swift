package import Catalog

/// The buckets of the replicated catalogue: looked up on event loops, changed through the log.
package protocol BucketRegistry: Sendable {
    /// The bucket of a name, in microseconds and without waiting.
    func bucket(_ name: UnsafeRawBufferPointer) throws -> BucketEntry?

    /// Has a change logged and applied.
    func change(_ change: BucketChange) async throws -> CommandResult
}
