internal import Catalog
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Objects
internal import Routing
internal import S3

/// The steps by which a bucket goes whose door is closed.
struct BucketDeletion: Sendable {
    private let bucket: [UInt8]
    private let services: GatewayServices
    private let loop: any EventLoop

    init(_ bucket: [UInt8], _ services: GatewayServices, _ loop: any EventLoop) {
        self.bucket = bucket
        self.services = services
        self.loop = loop
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
        if let error = await objectionElsewhere() { return error }
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

    /// Why it must stay, as far as the stores of other members go: one that does not answer may have
    /// objects.
    private func objectionElsewhere() async -> S3Error? {
        guard let peering = services.fellows else { return nil }
        let first = PeerList(bucket: bucket, prefix: [], delimiter: [], after: [], limit: 1)
        let answers = await withCheckedContinuation { continuation in
            PeerCalls.send(.list(first), to: peering, on: loop) {
                continuation.resume(returning: $0)
            }
        }
        for answer in answers {
            guard case .page(let page)? = answer.message else {
                return S3Error(
                    .serviceUnavailable,
                    "\(answer.member) did not say whether it has objects; try again."
                )
            }
            guard page.entries.isEmpty else {
                return S3Error(.bucketNotEmpty).with("BucketName", bucket)
            }
        }
        return nil
    }
}
