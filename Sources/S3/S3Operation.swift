package import HTTP1

/// The operation of S3 that a request asks for; its bucket and key are in the `S3Target`.
package enum S3Operation: Equatable, Sendable {
    case listBuckets
    case headBucket
    case getBucketLocation
    case listObjects(ListParameters)
    /// With the fields that take the place of the object's own in the answer.
    case getObject(overrides: [StoredField])
    case headObject(overrides: [StoredField])
    /// One part of an object that was uploaded in parts, or the whole of another as its part 1.
    case getObjectPart(UInt32, overrides: [StoredField])
    case headObjectPart(UInt32, overrides: [StoredField])
    case putObject
    case deleteObject

    case createBucket
    case deleteBucket
    case getBucketACL
    case putBucketACL
    case getBucketCORS
    case putBucketCORS
    case deleteBucketCORS
    /// Of a configuration that no bucket has here.
    case getBucketDefault(BucketDefault)
    case listObjectVersions(ListVersionsParameters)
    case deleteObjects
    /// The question of a browser, of whatever the target names.
    case preflight

    case copyObject(CopySource)
    case getObjectACL
    case putObjectACL
    case getObjectTagging
    case putObjectTagging
    case deleteObjectTagging
    case getObjectAttributes(AttributesRequest)

    case createMultipartUpload
    case uploadPart(PartName)
    case uploadPartCopy(PartName, CopySource, CopyRange)
    case listParts(ListPartsParameters)
    /// The upload as `UploadName` reads it.
    case completeMultipartUpload([UInt8])
    case abortMultipartUpload([UInt8])
    case listMultipartUploads(ListUploadsParameters)
    /// By the name that S3 gives it.
    case notImplemented(String)

    /// Tells what a request asks for, `target` being its parsed target and `bytes` the buffer that
    /// both are ranges of.
    ///
    /// Listing parameters and overrides are read; the fields of an upload are `UploadFields`.
    ///
    /// - Throws: MethodNotAllowed, InvalidArgument, InvalidURI.
    package static func classify(
        _ head: RequestHead,
        _ target: S3Target,
        in bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> S3Operation {
        if head.method == .options { return .preflight }
        switch target.kind {
        case .service:
            guard head.method == .get else { throw methodNotAllowed(head, bytes) }
            return .listBuckets
        case .bucket: return try bucket(head, target, bytes)
        case .object: return try object(head, target, bytes)
        }
    }

    private static func bucket(
        _ head: RequestHead,
        _ target: S3Target,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> S3Operation {
        if let subresource = target.query.bucketSubresource {
            if let operation = try bucket(head.method, subresource, target.query, bytes) {
                return operation
            }
            guard let name = OperationNames.bucket(head.method, subresource) else {
                throw methodNotAllowed(head, bytes)
            }
            return .notImplemented(name)
        }
        switch head.method {
        case .get: return .listObjects(try ListParameters(target.query, in: bytes))
        case .head: return .headBucket
        case .put: return .createBucket
        case .delete: return .deleteBucket
        case .post: return .notImplemented("PostObject")
        case .options, .other: throw methodNotAllowed(head, bytes)
        }
    }

    private static func bucket(
        _ method: Method,
        _ subresource: QueryParameter,
        _ query: S3Query,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> S3Operation? {
        switch (method, subresource) {
        case (.get, .location): .getBucketLocation
        case (.get, .acl): .getBucketACL
        case (.put, .acl): .putBucketACL
        case (.get, .cors): .getBucketCORS
        case (.put, .cors): .putBucketCORS
        case (.delete, .cors): .deleteBucketCORS
        case (.get, .versions): .listObjectVersions(try ListVersionsParameters(query, in: bytes))
        case (.get, .uploads): .listMultipartUploads(try ListUploadsParameters(query, in: bytes))
        case (.post, .delete): .deleteObjects
        case (.get, let subresource): BucketDefault(subresource).map { .getBucketDefault($0) }
        default: nil
        }
    }

    private static func object(
        _ head: RequestHead,
        _ target: S3Target,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> S3Operation {
        let isCopy = head.has(.xAmzCopySource)
        let subresource = target.query.objectSubresource
        if let subresource, !(subresource == .versionID && hasNullVersion(target.query, bytes)) {
            if let operation = try object(head, subresource, target.query, bytes) {
                return operation
            }
            guard let name = OperationNames.object(head.method, subresource, isCopy: isCopy) else {
                throw methodNotAllowed(head, bytes)
            }
            return .notImplemented(name)
        }
        switch head.method {
        case .get: return .getObject(overrides: try overrides(target.query, bytes))
        case .head: return .headObject(overrides: try overrides(target.query, bytes))
        case .put: return isCopy ? .copyObject(try CopySource(head, in: bytes)) : .putObject
        case .delete:
            // Deleting in spite of a condition would be worse than refusing.
            return head.has(.ifNoneMatch)
                ? .notImplemented("DeleteObject with If-None-Match") : .deleteObject
        case .post, .options, .other: throw methodNotAllowed(head, bytes)
        }
    }

    /// Without versioning `null` names the one version that each object has.
    private static func hasNullVersion(_ query: S3Query, _ bytes: UnsafeRawBufferPointer) -> Bool {
        query.items.contains { item in
            item.parameter == .versionID
                && UnsafeRawBufferPointer(rebasing: bytes[item.value]).equals("null")
        }
    }

    private static func object(
        _ head: RequestHead,
        _ subresource: QueryParameter,
        _ query: S3Query,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> S3Operation? {
        func upload() throws(S3Error) -> [UInt8] {
            try UploadName.identity(try query.value(.uploadID, in: bytes) ?? [])
        }
        switch (head.method, subresource) {
        case (.get, .acl): return .getObjectACL
        case (.put, .acl): return .putObjectACL
        case (.get, .tagging): return .getObjectTagging
        case (.put, .tagging): return .putObjectTagging
        case (.delete, .tagging): return .deleteObjectTagging
        case (.get, .attributes):
            return .getObjectAttributes(try AttributesRequest(head, in: bytes))
        case (.post, .uploads): return .createMultipartUpload
        case (.post, .uploadID): return .completeMultipartUpload(try upload())
        case (.delete, .uploadID): return .abortMultipartUpload(try upload())
        case (.get, .uploadID): return .listParts(try ListPartsParameters(query, in: bytes))
        case (.put, .partNumber), (.put, .uploadID):
            let part = try PartName(query, in: bytes)
            guard head.has(.xAmzCopySource) else { return .uploadPart(part) }
            return .uploadPartCopy(
                part,
                try CopySource(head, in: bytes),
                try CopyRange(head, in: bytes)
            )
        case (.get, .partNumber), (.head, .partNumber):
            let number = try PartName.number(try query.value(.partNumber, in: bytes) ?? [])
            let overrides = try overrides(query, bytes)
            return head.method == .get
                ? .getObjectPart(number, overrides: overrides)
                : .headObjectPart(number, overrides: overrides)
        case (.get, .versionID), (.head, .versionID), (.delete, .versionID):
            throw S3Error(.noSuchVersion)
        default: return nil
        }
    }

    private static func overrides(
        _ query: S3Query,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> [StoredField] {
        guard !query.items.isEmpty else { return [] }
        var fields: [StoredField] = []
        for item in query.items {
            guard let parameter = item.parameter, let name = parameter.overriddenField,
                let value = try query.value(parameter, in: bytes)
            else { continue }
            // A CR or LF would begin another field of the response.
            guard StoredFields.isValue(value) else {
                throw .invalidArgument(
                    "Header value cannot be represented.",
                    name: parameter.name,
                    value: value
                )
            }
            let field = StoredField(name: "\(name)", value: value)
            if !fields.contains(where: { $0.name == field.name }) { fields.append(field) }
        }
        return fields
    }

    private static func methodNotAllowed(
        _ head: RequestHead,
        _ bytes: UnsafeRawBufferPointer
    ) -> S3Error {
        S3Error(.methodNotAllowed).with("Method", bytes[head.methodRange])
    }
}
