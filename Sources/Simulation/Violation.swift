/// A rule that did not hold in a run.
package struct Violation: Error, Sendable, Equatable, CustomStringConvertible {
    /// The rule's name, as its file has it.
    package var rule: String
    package var detail: String

    package init(_ rule: String, _ detail: String) {
        self.rule = rule
        self.detail = detail
    }

    package var description: String { "\(rule): \(detail)" }
}
