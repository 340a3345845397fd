import Determinism
import Raft

/// How harsh one run is: drawn from its seed, so that runs differ in kind and not only in detail
/// (Groce and others, "Swarm testing", 2012).
struct Tuning: Sendable {
    var electionTimeout = Duration.milliseconds(200)
    var heartbeatInterval = Duration.milliseconds(40)
    var limits = Limits()
    /// The mean time between acts of the adversary, in nanoseconds.
    var nemesisPause: UInt64
    /// How often the adversary chooses each act.
    var weights: [(act: Nemesis.Act, weight: Int)]
    var clients: Int
    /// In thousandths.
    var readShare: Int
    /// How long a client waits before its next request at most, in nanoseconds.
    var thinking: UInt64
    /// How often a node crashes just after something important, in thousandths.
    var strikes: Int
    var isNetworkHarsh: Bool
    var isClockHarsh: Bool

    init(_ chance: inout Chance) {
        limits.commandBytes = 1 << 10
        limits.appendBytes = chance.happens(300) ? 40 : Int(chance.between(70, 1_500))
        limits.appendEntries = 32
        limits.inflightMessages = Int(chance.between(1, 8))
        limits.inflightBytes = Int(chance.between(200, 4_000))
        limits.windowBytes = Int(chance.between(300, 3_000))
        limits.uncommittedBytes = Int(chance.between(1_000, 6_000))
        limits.applyBytes = Int(chance.between(100, 2_000))
        limits.tailEntries = Int(chance.happens(600) ? chance.between(2, 8) : chance.between(8, 60))
        limits.heldEntries = limits.tailEntries * 4
        limits.snapshotChunkBytes = Int(chance.between(60, 400))
        limits.readRounds = Int(chance.between(1, 3))
        nemesisPause = chance.between(20, 300) * 1_000_000
        weights = Nemesis.Act.allCases.map { act in
            // A world that never heals, or always stops as a whole, would try little else.
            switch act {
            case .heal: (act, Int(chance.between(5, 20)))
            case .crashAll: (act, chance.happens(500) ? 0 : 1)
            default: (act, chance.happens(250) ? 0 : Int(chance.between(1, 10)))
            }
        }
        clients = Int(chance.between(4, 8))
        readShare = Int(chance.between(100, 700))
        thinking = chance.between(1, 20) * 1_000_000
        strikes = chance.happens(500) ? 0 : Int(chance.between(5, 250))
        isNetworkHarsh = chance.happens(700)
        isClockHarsh = chance.happens(500)
    }
}
