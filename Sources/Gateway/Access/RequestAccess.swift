internal import Catalog
internal import HTTP1
internal import Logging
internal import Objects
internal import S3

/// Decides who is let in, for the requests of one event loop.
///
/// It knows three cases. A node without access keys whose listener is on loopback lets everybody
/// in. Else who signs is let in as far as the grants of the key go, and who does not may read what
/// is `public-read`.
struct RequestAccess {
    private let source: any AccessSource
    private let store: DiskStore
    private let isOpenWithoutKeys: Bool
    private let logger: Logger
    private var verifier = RequestVerifier()
    private var keys = SigningKeyCache()
    private var signingKey: SigningKey?

    init(services: GatewayServices) {
        source = services.access
        store = services.store
        isOpenWithoutKeys = services.configuration.isOpenWithoutKeys
        logger = services.logger
    }

    /// Who sent a request, if that one may do what it asks.
    ///
    /// - Throws: what `RequestVerifier` throws, InvalidAccessKeyId, AccessDenied, and InternalError
    ///   where the store of access keys cannot be read.
    mutating func authorize(
        _ operation: S3Operation,
        _ target: S3Target,
        _ head: RequestHead,
        in bytes: UnsafeRawBufferPointer
    ) throws(S3Error) -> Caller {
        signingKey = nil
        if isOpenWithoutKeys, try !reading({ try source.hasKeys() }) { return .unguarded }
        let need = AccessNeed(operation)
        guard need != .nothing else { return .anonymous }
        let now = GatewayClock.wallMilliseconds() / 1_000
        let form = try verifier.read(head, target.query, in: bytes, now: now)
        guard form != .anonymous else {
            guard try anybodyMay(operation, target) else { throw S3Error(.accessDenied) }
            return .anonymous
        }
        let identity = try identity()
        let key = keys.key(identity, date: verifier.date, region: verifier.region)
        try verifier.verify(head, in: bytes, key: key)
        signingKey = key
        let caller = Caller.key(identity)
        let isAllowed =
            switch need {
            case .signature, .nothing: true
            case .bucket: caller.knows(target.bucket)
            case .permission(let permission): caller.may(permission, in: target.bucket)
            }
        // What anybody may read, whoever signs may read too.
        if !isAllowed {
            guard try anybodyMay(operation, target) else { throw S3Error(.accessDenied) }
        }
        // What is copied must be readable as well.
        if let source = operation.copiedPath, !caller.may(.read, in: source.bucket) {
            guard try isPublic(source.bytes) else { throw S3Error(.accessDenied) }
        }
        return caller
    }

    /// What must check the chunks of the body of the request that was let in last, where it says
    /// that they are signed; nil for whom nothing was checked.
    func chunks(_ payload: PayloadHash) -> ChunkVerifier? {
        guard let signingKey, case .streaming(let form) = payload, form.isSigned else {
            return nil
        }
        return verifier.chunks(key: signingKey)
    }

    private func anybodyMay(
        _ operation: S3Operation,
        _ target: S3Target
    ) throws(S3Error) -> Bool {
        // A list shows what lies below its prefix, which other mappings than the bucket's may cover.
        if let prefix = operation.listedPrefix {
            let path = target.bucket + [UInt8(ascii: "/")] + prefix
            return try reading { try path.withUnsafeBytes { try source.mayAnybodyList($0) } }
        }
        return switch AccessNeed(operation) {
        case .bucket, .permission(.read): try isPublic(target.path)
        case .nothing: true
        case .signature, .permission: false
        }
    }

    /// By the mapping, the bucket, or the object's own acl.
    private func isPublic(_ path: [UInt8]) throws(S3Error) -> Bool {
        try reading {
            try path.withUnsafeBytes { path in
                if try source.isPublic(path) { return true }
                return try store.withObject(path: path) { ObjectAttributes.isPublic($0.attributes) }
                    ?? false
            }
        }
    }

    private func identity() throws(S3Error) -> AccessIdentity {
        let name = verifier.accessKey
        let known = keys.identity(of: name)
        let identity: AccessIdentity? = try reading {
            try name.withUnsafeBytes { name in
                guard let known else { return try source.identity(name) }
                let revision = try source.revision(of: name)
                return revision == known.revision ? known : try source.identity(name)
            }
        }
        guard let identity else {
            throw S3Error(.invalidAccessKeyID).with("AWSAccessKeyId", name)
        }
        return identity
    }

    private func reading<Value>(_ body: () throws -> Value) throws(S3Error) -> Value {
        do {
            return try body()
        } catch {
            logger.error("access keys cannot be read", metadata: ["error": "\(error)"])
            throw S3Error(.internalError, "Access keys cannot be read; see the node's log.")
        }
    }
}
