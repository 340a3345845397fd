internal import Objects
internal import S3

/// The object that a copy is made of, as it was when its record was read.
struct CopiedSource {
    let record: ObjectRecord
    let body: StoredBody
    /// Held where the body has several files.
    let lease: BodyLease?

    /// How often a copy looks again when its source was replaced between its record and its file.
    private static let looks = 10

    /// Reads the source and judges the conditions of the copy.
    ///
    /// - Throws: `S3Error` NoSuchKey, NoSuchBucket or PreconditionFailed; what the store throws.
    static func read(_ source: CopySource, _ services: GatewayServices) throws -> CopiedSource {
        for _ in 1..<looks {
            do {
                return try readOnce(source, services)
            } catch ObjectStoreError.gone {
                continue
            }
        }
        return try readOnce(source, services)
    }

    private static func readOnce(
        _ source: CopySource,
        _ services: GatewayServices
    ) throws -> CopiedSource {
        let found = try source.path.bytes.withUnsafeBytes { path in
            try services.store.withObject(path: path) { view in
                let etag = view.etag.isEmpty ? nil : view.etag
                let verdict = source.conditions.judge(
                    etag: etag,
                    modifiedSeconds: view.modifiedMilliseconds / 1_000
                )
                switch verdict {
                case .proceed: break
                case .notModified:
                    throw S3Error.preconditionFailed("x-amz-copy-source-If-None-Match")
                case .failed(let field):
                    throw S3Error(.preconditionFailed)
                        .with("Condition", "x-amz-copy-source-\(field)")
                }
                let body = view.copiedBody()
                var lease: BodyLease?
                if case .segments = body, let first = body.firstFile {
                    lease = try services.store.lease(first)
                }
                return CopiedSource(record: view.copiedRecord(), body: body, lease: lease)
            }
        }
        if let found { return found }
        let hasBucket = try Array(source.path.bucket).withUnsafeBytes {
            try services.mappings.hasBucket($0)
        }
        guard hasBucket else { throw S3Error.noSuchBucket(source.path.bucket) }
        throw S3Error.noSuchKey(source.path.key)
    }
}
