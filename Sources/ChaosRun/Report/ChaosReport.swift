internal import TestSupport

/// What a run came to.
package struct ChaosReport: Sendable {
    /// The command that repeats it.
    package var command: String
    /// What did not hold; empty for a run without fault of the cluster.
    package var violations: [ChaosViolation]
    /// Lines for people: name and value.
    package var lines: [(name: String, value: String)]
    /// The same and more for programs, as one JSON object.
    package var json: [UInt8]
    /// Where logs and history stay; nil when they were removed.
    package var folder: String?

    /// The report for people.
    package var text: String {
        let width = lines.map(\.name.count).max() ?? 0
        var text = lines.map { line in
            line.name + String(repeating: " ", count: width - line.name.count + 2) + line.value
        }
        for violation in violations { text.append("VIOLATION \(violation)") }
        if violations.isEmpty {
            text.append("no violation")
        } else {
            text.append("repeat with: \(command)")
        }
        if let folder { text.append("logs and history: \(folder)") }
        return text.joined(separator: "\n")
    }
}
