internal import TestSupport

/// What the load has met, for the report.
struct LoadCounters: Sendable {
    var writes = 0
    var reads = 0
    var localReads = 0
    /// Operations that needed more than one attempt.
    var retried = 0
    /// Answers other than success, by status and code.
    var refusals: [String: Int] = [:]
    var broken = 0
    /// Attempts without an answer at a node that had every reason to answer.
    var hangs = 0
    /// The longest answer of a node that was well, in milliseconds.
    var slowestMilliseconds: UInt64 = 0
    var objectReads = 0
    var objectBytes: UInt64 = 0
    var objectFailures = 0
    /// Acknowledged ones.
    var objectPuts = 0
    var objectDeletes = 0
    /// Reads that a node did not accept because it was ending.
    var objectsTurnedAway = 0

    /// A request for an object did not succeed; nil where there was no answer.
    mutating func refused(_ answer: RawAnswer?) {
        objectFailures += 1
        guard let answer, answer.status > 0 else { return }
        refusals["s3 \(answer.status)", default: 0] += 1
    }
}
