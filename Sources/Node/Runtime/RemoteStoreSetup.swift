internal import Fetch
internal import Gateway
internal import Logging

extension RemoteStore {
    /// The store behind the node, where the options name one.
    static func make(
        _ option: StoreOption,
        _ folder: DataFolder,
        _ fetch: FetchThread,
        _ logger: Logger
    ) throws(NodeFailure) -> RemoteStore? {
        guard case .s3(let remote) = option else { return nil }
        guard let endpoint = UpstreamEndpoint(url: remote.url) else {
            throw NodeFailure("--store \(option): must be s3:http(s)://host:port without a path")
        }
        guard !remote.isVirtualHostStyle || !endpoint.isAddress else {
            throw NodeFailure(
                "--store-style virtual-host: \(endpoint.host) is an address, before which no bucket "
                    + "can stand; give the store's name in --store"
            )
        }
        var configuration = RemoteStoreConfiguration(
            endpoint: endpoint,
            accessKey: remote.accessKey,
            secretKey: remote.secretKey,
            region: remote.region
        )
        configuration.style = remote.isVirtualHostStyle ? .virtualHost : .path
        configuration.certificateAuthorityFile = remote.certificateAuthorityFile
        configuration.timeout = remote.timeout
        configuration.journalFile = folder.path + "/store-uploads"
        do throws(CertificateError) {
            return try RemoteStore(configuration, fetch: fetch, logger: logger)
        } catch {
            throw NodeFailure("--store-ca-file: \(error.file) \(error.reason)")
        }
    }
}
