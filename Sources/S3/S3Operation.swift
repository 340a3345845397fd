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
    case putObject
    case deleteObject
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
        if head.method == .options { return .notImplemented("CORS preflight") }
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
            if subresource == .location, head.method == .get { return .getBucketLocation }
            guard let name = OperationNames.bucket(head.method, subresource) else {
                throw methodNotAllowed(head, bytes)
            }
            return .notImplemented(name)
        }
        switch head.method {
        case .get: return .listObjects(try ListParameters(target.query, in: bytes))
        case .head: return .headBucket
        case .put: return .notImplemented("CreateBucket")
        case .delete: return .notImplemented("DeleteBucket")
        case .post: return .notImplemented("PostObject")
        case .options, .other: throw methodNotAllowed(head, bytes)
        }
    }

    private static func object(
        _ head: RequestHead,
        _ target: S3Target,
        _ bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> S3Operation {
        let isCopy = head.has(.xAmzCopySource)
        if let subresource = target.query.objectSubresource {
            guard let name = OperationNames.object(head.method, subresource, isCopy: isCopy) else {
                throw methodNotAllowed(head, bytes)
            }
            return .notImplemented(name)
        }
        switch head.method {
        case .get: return .getObject(overrides: try overrides(target.query, bytes))
        case .head: return .headObject(overrides: try overrides(target.query, bytes))
        case .put: return isCopy ? .notImplemented("CopyObject") : .putObject
        case .delete:
            // Deleting in spite of a condition would be worse than refusing.
            let isConditional = head.has(.ifMatch) || head.has(.ifNoneMatch)
            return isConditional ? .notImplemented("Conditional DeleteObject") : .deleteObject
        case .post, .options, .other: throw methodNotAllowed(head, bytes)
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
