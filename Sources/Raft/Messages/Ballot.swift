/// How much a candidate may disturb.
package enum Ballot: UInt8, Sendable, Hashable {
    /// Asks whether it could win, without a new term (dissertation §9.6).
    case probe
    /// Asks for the vote; refused while a leader is heard (dissertation §4.2.3).
    case ordinary
    /// Asks for the vote with the leader's consent, so a leader being heard does not matter (§3.10).
    case transfer
}
