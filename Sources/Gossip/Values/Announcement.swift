/// What a member says of itself: SWIM's `Alive` message, with the address and the metadata.
package struct Announcement: Sendable, Hashable {
    package var name: MemberName
    package var address: Address
    /// Raised only by the member itself, to object to a suspicion and at each start.
    package var incarnation: UInt64
    /// Raised only by the member itself, with each change of the metadata.
    package var metadataVersion: UInt64
    /// Up to `Limits.metadataBytes` bytes that mean nothing here: addresses, version, capacity,
    /// load.
    package var metadata: [UInt8]

    package init(
        name: MemberName,
        address: Address,
        incarnation: UInt64,
        metadataVersion: UInt64,
        metadata: [UInt8]
    ) {
        self.name = name
        self.address = address
        self.incarnation = incarnation
        self.metadataVersion = metadataVersion
        self.metadata = metadata
    }

    /// Whether this metadata replaces another; bytes settle the tie that a lost disk may cause.
    func hasNewerMetadata(than version: UInt64, _ bytes: [UInt8]) -> Bool {
        metadataVersion != version
            ? metadataVersion > version
            : bytes.lexicographicallyPrecedes(metadata)
    }
}
