/// The rules that hold in every run.
package enum GossipRule: String, CaseIterable, Sendable {
    /// A datagram has at most `Limits.datagramBytes` bytes and comes back from them.
    case datagramSize = "datagram-size"
    /// A member's own incarnation, and what another sees of it, only grow.
    case incarnationsGrow = "incarnations-grow"
    /// Who answers and can be reached is not held for dead beyond a bound.
    case noLastingFalseDeath = "no-lasting-false-death"
    /// Who crashed is not held for present beyond a bound by anyone that runs.
    case crashesAreDetected = "crashes-are-detected"
    /// Who left is not held for present beyond a bound, and never for dead in the end.
    case leavingIsNoDeath = "leaving-is-no-death"
    /// Who asks reachable seeds is let in within a bound.
    case joinsSucceed = "joins-succeed"
    /// When all is calm again, all views of who is present are equal, metadata included.
    case viewsConverge = "views-converge"
    /// What a node holds is bounded by the members there are.
    case boundedMemory = "bounded-memory"
    /// When all is calm, there is no news, no suspicion and nobody gone on record.
    case comesToRest = "comes-to-rest"
    /// A node sends a bounded number of datagrams in an interval.
    case boundedTraffic = "bounded-traffic"
    /// No view holds a member of another cluster.
    case clustersStayApart = "clusters-stay-apart"
    /// A live member's name is not given to another process, and the newcomer is refused.
    case namesAreUnique = "names-are-unique"
}
