/// What became of a wish to change the members or the leader.
package enum MembershipOutcome: Sendable, Hashable {
    case done
    /// It is begun, or asked for again at every look, and not done yet: why.
    case pending(String)
    /// It will not be done: why, with the remedy.
    case refused(String)
    /// There is no such member.
    case unknown
}
