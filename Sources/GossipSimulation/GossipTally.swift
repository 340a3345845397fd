/// What was counted in a run.
package struct GossipTally: Sendable, Hashable {
    package var steps = 0
    package var datagrams = 0
    package var datagramBytes = 0
    package var largestDatagram = 0
    package var streams = 0
    package var crashes = 0
    package var restarts = 0
    package var hangs = 0
    package var partitions = 0
    package var leaves = 0
    package var refusedNames = 0
    package var foreignMessages = 0
    /// Live members that were declared dead although they ran and could be reached, once for each
    /// incarnation.
    package var falseDeaths = 0
    /// The same for members that hung a short while ago.
    package var falseDeathsOfSlow = 0
    /// The longest that a rule with a bound took to hold again.
    package var longestFalseBelief: Duration = .zero
    package var longestUndetectedCrash: Duration = .zero

    package init() {}
}
