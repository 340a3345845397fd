internal import Catalog
internal import Logging
internal import NIOPosix
internal import Objects
internal import S3

/// The steps by which a bucket goes whose door is closed.
struct BucketDeletion: Sendable {
    private let bucket: [UInt8]
    private let services: GatewayServices

    init(_ bucket: [UInt8], _ services: GatewayServices) {
        self.bucket = bucket
        self.services = services
    }

    /// Nil where the bucket is gone, or why it stays.
    func run() async throws -> S3Error? {
        // Commits that passed the door before it closed are durable when this one is.
        let store = services.store
        _ = try await withCheckedThrowingContinuation { continuation in
            store.delete([]) { continuation.resume(with: $0) }
        }
        guard try store.bucketIsEmpty(bucket) else {
            return S3Error(.bucketNotEmpty).with("BucketName", bucket)
        }
        let name = String(decoding: bucket, as: UTF8.self)
        switch try await services.buckets.change(BucketChange(name, .delete)) {
        case .applied(_, changes: 1): break
        case .conditionFailed: return S3Error(.bucketHasMappings).with("BucketName", bucket)
        default: return .noSuchBucket(bucket)
        }
        let (logger, bucket) = (services.logger, bucket)
        services.blocking.submit { _ in
            do throws(ObjectStoreError) {
                _ = try store.uploads.drop(bucket: bucket, startedBefore: nil)
            } catch {
                logger.error("uploads were not dropped", metadata: ["error": "\(error)"])
            }
        }
        return nil
    }
}
