import Determinism

/// A claim to the name of a live member, checked by asking that member.
struct Claim: Sendable {
    let announcement: Announcement
    /// The member at its known address; for this node's own name, the claimant's address is asked.
    let asked: Address
    let sequence: UInt32
    var nextPing: Instant
    var deadline: Instant
    /// The claimants that wait for an answer on a stream.
    var tokens: [UInt64]
}
