/// Why a proposal, a change or a transfer was refused.
package enum Refusal: Error, Sendable, Hashable {
    /// Another node leads, if known.
    case notLeader(NodeID?)
    /// Leadership is being handed over; try again shortly.
    case transferring
    /// Too many bytes wait for a quorum.
    case overloaded
    case tooLarge(limit: Int)
    /// Another membership change, or this term's first entry, is not committed yet.
    case changeUnderWay
    /// The change makes no sense in the present configuration.
    case invalidChange
    /// The learner has not caught up.
    case lagging
    /// After the change, the voters that are heard would not be a majority.
    case wouldLoseQuorum
    /// The target cannot lead.
    case notVoter
}
