import GossipSimulation

/// A fault, the rule that catches it, and the run in which it does.
struct FaultRow: Sendable {
    let fault: GossipFault
    let rule: GossipRule
    let size: Int
    let seed: UInt64

    init(_ fault: GossipFault, _ rule: GossipRule, size: Int = 10, seed: UInt64 = 1) {
        self.fault = fault
        self.rule = rule
        self.size = size
        self.seed = seed
    }

    static let all = [
        FaultRow(.neverRefutes, .noLastingFalseDeath),
        FaultRow(.keepsIncarnation, .incarnationsGrow),
        FaultRow(.suspectsForever, .crashesAreDetected),
        FaultRow(.neverRetires, .comesToRest, size: 4),
        FaultRow(.deadOverridesNewer, .incarnationsGrow),
        FaultRow(.leaveIsDeath, .leavingIsNoDeath, seed: 9),
        FaultRow(.acceptsOlder, .incarnationsGrow),
        FaultRow(.overfills, .datagramSize),
        FaultRow(.mixesClusters, .clustersStayApart),
        FaultRow(.yieldsName, .namesAreUnique),
        FaultRow(.neverRevives, .noLastingFalseDeath, seed: 2),
        FaultRow(.keepsNews, .crashesAreDetected, size: 24),
        FaultRow(.neverForgets, .comesToRest),
    ]

    /// The row of the table in docs/gossip-simulation.md.
    var line: String {
        "| `\(fault.rawValue)` | `\(rule.rawValue)` | \(size) | \(seed) |"
    }
}
