/// What a node is in its term.
package enum Role: String, Sendable, Hashable {
    case follower
    /// Asks whether an election could be won (pre-vote).
    case probing
    case candidate
    case leader
}
