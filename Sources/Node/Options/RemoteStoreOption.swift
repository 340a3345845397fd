/// The S3 store behind a node, as its options name it; holds a secret and is printed only as part
/// of ``StoreOption``.
package struct RemoteStoreOption: Sendable, Equatable {
    package var url: String
    package var accessKey: String
    package var secretKey: String
    package var region: String
    /// Whether a bucket stands in the host name of the node's own requests instead of in the path.
    package var isVirtualHostStyle: Bool
    /// Certificates that may vouch for the store, in PEM; nil for the system's.
    package var certificateAuthorityFile: String?
    /// How long the store may be silent.
    package var timeout: Duration

    package init(
        url: String,
        accessKey: String,
        secretKey: String,
        region: String,
        isVirtualHostStyle: Bool = false,
        certificateAuthorityFile: String? = nil,
        timeout: Duration = .seconds(60)
    ) {
        self.url = url
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.region = region
        self.isVirtualHostStyle = isVirtualHostStyle
        self.certificateAuthorityFile = certificateAuthorityFile
        self.timeout = timeout
    }
}
