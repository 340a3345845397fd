internal import Cluster
internal import Gateway

extension ClusterSettings {
    /// The cluster's part of the flags.
    init(_ options: ServeOptions, folder: String) {
        let timing = options.profile.consensus
        self.init(
            name: options.name,
            listen: PeerAddress(options.cluster),
            advertise: PeerAddress(options.advertise),
            seeds: options.join.map(PeerAddress.init),
            folder: folder,
            version: HeadwaterVersion.text,
            electionTimeout: timing.electionTimeout,
            heartbeatInterval: timing.heartbeatInterval,
            viewPause: timing.viewPause,
            replaceAfter: options.replaceAfter,
            clock: { UInt64(clamping: GatewayClock.wallMilliseconds()) }
        )
    }
}

extension PeerAddress {
    fileprivate init(_ address: ListenAddress) {
        self.init(host: address.host, port: address.port)
    }
}
