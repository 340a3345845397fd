/// What a node is told once about itself, its cluster and its pace.
package struct Settings: Sendable {
    package var name: MemberName
    /// Where the others reach this node, by UDP and TCP.
    package var address: Address
    /// Up to `Limits.metadataBytes` bytes; changed later by `Event.metadata`.
    package var metadata: [UInt8]
    /// Where to ask to be let in, and later for a part of the cluster that was lost.
    ///
    /// With none, and nothing saved, the node founds a cluster of one.
    package var seeds: [Address]
    package var timing: Timing
    package var lifeguard: LifeguardParts = .all
    /// Whether a silent member is also tried by a stream, so that a lost path for datagrams alone
    /// does not make it dead.
    ///
    /// Off only to compare with the papers.
    package var probesByStream = true
    package var limits = Limits()
    package var deviation: Deviation = []

    package init(
        name: MemberName,
        address: Address,
        metadata: [UInt8] = [],
        seeds: [Address] = [],
        timing: Timing = .lan
    ) {
        precondition(
            metadata.count <= Limits.metadataBytes,
            "\(metadata.count) bytes of metadata; \(Limits.metadataBytes) is the limit"
        )
        self.name = name
        self.address = address
        self.metadata = metadata
        self.seeds = seeds
        self.timing = timing
    }
}
