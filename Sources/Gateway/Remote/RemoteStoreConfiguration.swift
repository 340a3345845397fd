/// The S3 store behind a node, and the node's own access to it.
///
/// It holds a secret and is never printed.
package struct RemoteStoreConfiguration: Sendable, CustomReflectable, CustomStringConvertible {
    /// How a bucket stands in a URL.
    package enum Style: String, Sendable {
        /// `https://store/bucket/key`
        case path
        /// `https://bucket.store/key`
        case virtualHost = "virtual-host"
    }

    package var endpoint: UpstreamEndpoint
    package var accessKey: String
    package var secretKey: String
    package var region: String
    package var style = Style.path
    /// Certificates that may vouch for the store, in PEM; nil for the system's.
    package var certificateAuthorityFile: String?
    /// How long the store may be silent on a read, or within a body.
    package var timeout = Duration.seconds(60)
    /// The file in which uploads under way are noted.
    package var journalFile: String?

    package init(
        endpoint: UpstreamEndpoint,
        accessKey: String,
        secretKey: String,
        region: String
    ) {
        self.endpoint = endpoint
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.region = region
    }

    /// The same on a write: a store that completes a large upload takes minutes.
    var writeTimeout: Duration { timeout * RemoteLimits.writeTimeouts }

    package var description: String { "s3 store at \(endpoint.authority)" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
