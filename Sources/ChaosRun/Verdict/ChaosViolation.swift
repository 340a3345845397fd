/// A promise that did not hold in a run.
package struct ChaosViolation: Sendable, Hashable, CustomStringConvertible {
    package var rule: String
    package var detail: String

    package var description: String { "\(rule): \(detail)" }
}
