import Catalog
import Gateway

/// No bucket has anything of its own, and none can be changed.
struct NoBuckets: BucketRegistry {
    struct Fixed: Error {}

    func bucket(_ name: UnsafeRawBufferPointer) -> BucketEntry? { nil }

    func change(_ change: BucketChange) async throws -> CommandResult { throw Fixed() }
}
