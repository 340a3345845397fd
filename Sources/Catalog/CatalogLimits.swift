/// The bounds of the replicated state and of what may ask to change it.
package enum CatalogLimits {
    /// The lines of one batch: one log entry, applied in one go on every node.
    package static let batchLines = 1_000
    /// The bytes of one encoded command: what one log entry may occupy.
    package static let commandBytes = 8 << 20
    /// The bytes of an encoded mapping: every option at its limit, and room.
    package static let mappingBytes = 40_000
    /// The bytes of a bucket's rules for pages of other origins: S3's limit.
    package static let corsBytes = 64 << 10
    /// The bytes of an idempotency key: the 128 a client may send, and the number of a batch's part.
    package static let sessionKeyBytes = 160
    /// Results forgotten by one command, so that none takes long: more than one command adds.
    package static let sessionEvictions = 16
    /// The bytes of a member's name: what a host name has at most.
    package static let memberNameBytes = 255
    /// The members of a view: as many as gossip is meant for.
    package static let members = 10_000
    /// The nodes of a cluster: what consensus keeps in one configuration.
    package static let enrolledMembers = 1_000
    /// The entries of one page of a listing.
    package static let page = 1_000
}
