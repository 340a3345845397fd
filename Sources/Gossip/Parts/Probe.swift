import Determinism

/// The probe of the present protocol period (SWIM §3.1).
struct Probe: Sendable {
    let slot: Int32
    let sequence: UInt32
    /// When others are asked to try.
    let directDeadline: Instant
    /// When the period ends and the member, if silent, is suspected.
    let endDeadline: Instant
    var isIndirect = false
    var isAnswered = false
    /// Members asked to try that have not said that they did: a measure of this node's own health.
    var missingAnswers = 0
    var wasHelped = false
}
