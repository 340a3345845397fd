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
        FaultRow(.neverRefutes, .noLastingFalseDeath, seed: 2),
        FaultRow(.keepsIncarnation, .incarnationsGrow),
        FaultRow(.suspectsForever, .crashesAreDetected, seed: 3),
        FaultRow(.neverRetires, .comesToRest, size: 4),
        FaultRow(.deadOverridesNewer, .incarnationsGrow, seed: 4),
        FaultRow(.leaveIsDeath, .leavingIsNoDeath),
        FaultRow(.acceptsOlder, .incarnationsGrow),
        FaultRow(.overfills, .datagramSize),
        FaultRow(.mixesClusters, .clustersStayApart, seed: 2),
        FaultRow(.yieldsName, .namesAreUnique, seed: 3),
        FaultRow(.neverRevives, .noLastingFalseDeath, seed: 10),
        FaultRow(.keepsNews, .crashesAreDetected, size: 30, seed: 14),
        FaultRow(.neverForgets, .comesToRest),
    ]

    /// The row of the table in docs/gossip-simulation.md.
    var line: String {
        "| `\(fault.rawValue)` | `\(rule.rawValue)` | \(size) | \(seed) |"
    }
}
