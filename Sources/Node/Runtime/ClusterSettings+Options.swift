internal import Cluster
internal import Gateway
internal import Gossip
internal import Sealing

extension ClusterSettings {
    /// The cluster's part of the flags.
    init(_ options: ServeOptions, folder: String, keyring: Keyring?) {
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
        self.keyring = keyring
        gossip =
            switch options.profile {
            case .local: .local
            case .lan: .lan
            case .wan: .wan
            }
    }
}

extension PeerAddress {
    fileprivate init(_ address: ListenAddress) {
        self.init(host: address.host, port: address.port)
    }
}
