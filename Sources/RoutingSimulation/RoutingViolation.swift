/// A rule that was broken, and how.
package struct RoutingViolation: Error, Sendable, Equatable, CustomStringConvertible {
    /// The rules, one file each in `Invariants`.
    package enum Rule: String, Sendable, CaseIterable {
        case oneFetch = "one fetch"
        case rightBytes = "right bytes"
        case oneHop = "one hop"
        case everyReaderAnswered = "every reader answered"
    }

    package let rule: Rule
    package let text: String

    package var description: String { "\(rule.rawValue): \(text)" }
}
