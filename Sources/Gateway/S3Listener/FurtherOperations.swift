internal import Catalog
internal import S3

// The operations beside plain reads, writes and lists, each in a file of its own.
extension S3Application {
    func performFurther(_ operation: S3Operation, _ connection: HTTPConnection) {
        switch operation {
        case .getObjectPart(let part, let overrides), .headObjectPart(let part, let overrides):
            readPart(
                ObjectRead(
                    reply: reply(connection),
                    overrides: overrides,
                    began: services.misses.now(),
                    part: part
                )
            )
        case .copyObject(let source): copyObject(source, connection)
        case .deleteObjects: deleteObjects(connection)
        case .getObjectACL: getObjectACL(connection)
        case .putObjectACL: putObjectACL(connection)
        case .getObjectTagging: getObjectTagging(connection)
        case .putObjectTagging: putObjectTagging(connection)
        case .deleteObjectTagging: setTags(TagSet(), status: 204, reply(connection))
        case .getObjectAttributes(let request): getObjectAttributes(request, connection)
        default: performOnUpload(operation, connection)
        }
    }

    private func performOnUpload(_ operation: S3Operation, _ connection: HTTPConnection) {
        switch operation {
        case .createMultipartUpload: createUpload(connection)
        case .uploadPart(let part): uploadPart(part, connection)
        case .uploadPartCopy(let part, let source, let range):
            copyPart(part, source, range, connection)
        case .listParts(let parameters): listParts(parameters, connection)
        case .completeMultipartUpload(let upload): completeUpload(upload, connection)
        case .abortMultipartUpload(let upload): abortUpload(upload, connection)
        case .listMultipartUploads(let parameters): listUploads(parameters, connection)
        default: performOnBucket(operation, connection)
        }
    }

    private func performOnBucket(_ operation: S3Operation, _ connection: HTTPConnection) {
        switch operation {
        case .createBucket: createBucket(connection)
        case .deleteBucket: deleteBucket(connection)
        case .getBucketACL: getBucketACL(connection)
        case .putBucketACL: putBucketACL(connection)
        case .getBucketCORS: getBucketCORS(connection)
        case .putBucketCORS: putBucketCORS(connection)
        case .deleteBucketCORS:
            withBucket(connection) { change(BucketChange(text(bucket), .setCORS([])), $0) }
        case .getBucketDefault(let answer): getBucketDefault(answer, connection)
        case .listObjectVersions(let parameters): listVersions(parameters, connection)
        case .preflight: preflight(connection)
        default: preconditionFailure("nothing performs \(operation)")
        }
    }
}
