package import PeerProtocol

extension ClusterID {
    /// One that no other cluster has.
    package static func random() -> ClusterID {
        ClusterID(high: .random(in: 1 ... .max), low: .random(in: 0 ... .max))
    }
}
