internal import Catalog
internal import Cluster
internal import Gateway

/// The buckets of the catalogue as the gateway reads and changes them.
final class CatalogBuckets: BucketRegistry {
    private let plane: any ControlPlane

    init(_ plane: any ControlPlane) {
        self.plane = plane
    }

    func bucket(_ name: UnsafeRawBufferPointer) throws -> BucketEntry? {
        try plane.bucket(name)
    }

    func change(_ change: BucketChange) async throws -> CommandResult {
        try await plane.propose(.bucket(change), session: nil)
    }
}
