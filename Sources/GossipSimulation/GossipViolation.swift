/// A rule that did not hold in a run.
package struct GossipViolation: Error, Sendable, Hashable, CustomStringConvertible {
    package var rule: GossipRule
    package var detail: String
    /// Simulated seconds since the start.
    package var seconds: Double

    package var description: String { "\(rule.rawValue) after \(seconds) s: \(detail)" }
}
