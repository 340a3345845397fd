import Determinism

/// Follows how the news of one crash gets around.
struct CrashWatch {
    var process: Int
    var crashedAt: Instant
    var firstSuspected: Duration?
    var firstDetected: Duration?
    var allKnow: Duration?
    /// Processes that hold the crashed one for dead.
    var knowing: Set<Int> = []
    var expected: Int
}
