package import Catalog
internal import Mirroring
internal import S3

/// A mapping in the form in which misses use it, made once for each revision.
package final class MappedOrigin: Sendable {
    package let entry: MappingEntry
    /// The key as text.
    let key: String
    let policy: OriginPolicy
    /// Signs what goes to s3 origins; nil where the mapping has no credentials.
    let signer: RequestSigner?

    /// - Parameter open: opens the secret of the mapping's credentials; what it throws is thrown.
    package init(_ entry: MappingEntry, open: MappedOriginCache.SecretOpener) throws {
        self.entry = entry
        key = entry.key.text
        let mapping = entry.mapping
        var policy = OriginPolicy(origins: ([mapping.origin] + mapping.also).map(\.text))
        policy.fields = mapping.headers.map { HeaderField($0.name, $0.value) }
        policy.host = mapping.host
        policy.forwardsQuery = mapping.query == .forward
        policy.redirectLimit = mapping.redirects
        policy.allowsPrivateAddresses = mapping.allowPrivateAddresses
        policy.negativeLifetime = mapping.negativeTTL.duration
        policy.idleTimeout = mapping.idleTimeout.duration
        policy.maximumObjectBytes = mapping.maximumObject.bytes
        policy.onMiss = mapping.onMiss == .redirect ? .redirect : .stream
        policy.onHead = mapping.onHead == .ask ? .ask : .fill
        if let region = mapping.credentials?.region { policy.region = region }
        self.policy = policy
        signer = try mapping.credentials.map { credentials in
            RequestSigner(
                accessKey: credentials.accessKey,
                secretKey: try open(credentials, entry.key),
                region: credentials.region
            )
        }
    }

    var mapping: Mapping { entry.mapping }
    var revision: UInt64 { entry.revision }
}
