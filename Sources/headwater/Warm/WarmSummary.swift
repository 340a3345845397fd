import Fetch
import JSON

/// What a run did, so far or at its end.
struct WarmSummary: Equatable {
    var present = 0
    var mirrored = 0
    var failed = 0
    /// Of the failed ones, those that another run should ask for again.
    var unanswered = 0
    var retries = 0
    /// Answers of any kind that the listener gave.
    var answers = 0
    var milliseconds: Int64 = 0
    /// Of the paths that are done, as far as their list told their sizes.
    var bytes: UInt64 = 0
    /// Of all, where that is known.
    var totalBytes: UInt64?
    /// The first failures, for people.
    var examples: [String] = []

    static let exampleCount = 5

    var done: Int { present + mirrored + failed }

    /// Whether nobody ever answered.
    var isUnreachable: Bool { answers == 0 && failed > 0 }

    /// Paths a second.
    var rate: Int { Int(Int64(done) * 1_000 / max(milliseconds, 1)) }

    var lines: [String] {
        var table = TextTable(
            "PATHS",
            "MIRRORED",
            "PRESENT",
            "FAILED",
            "RETRIES",
            "SECONDS",
            "PER SECOND"
        )
        table.add(
            "\(done)",
            "\(mirrored)",
            "\(present)",
            "\(failed)",
            "\(retries)",
            Self.seconds(milliseconds),
            "\(rate)"
        )
        return table.lines + examples.map { "failed: \($0)" }
    }

    var json: JSONValue {
        [
            "bytes": .count(bytes), "paths": .count(done), "mirrored": .count(mirrored),
            "present": .count(present),
            "failed": .count(failed), "unanswered": .count(unanswered), "retries": .count(retries),
            "milliseconds": .count(milliseconds),
            "failures": .array(examples.map { .string($0) }),
        ]
    }

    /// The line that shows how far it is.
    func progress(of total: Int?) -> String {
        var line = total.map { Self.bar(done, of: $0) } ?? ""
        line += "\(done)" + (total.map { " of \($0)" } ?? "") + " paths, "
        if bytes > 0 {
            line += Self.size(bytes) + (totalBytes.map { " of \(Self.size($0))" } ?? "") + ", "
        }
        line += "\(rate)/s"
        line += ", \(failed) failed"
        if let total, rate > 0, total > done {
            line += ", \(Self.span((total - done) / rate)) left"
        }
        return line
    }

    /// Twenty places and the percentage.
    static func bar(_ done: Int, of total: Int) -> String {
        let part = min(done * 100 / max(total, 1), 100)
        let filled = part / 5
        return "[" + String(repeating: "#", count: filled)
            + String(repeating: ".", count: 20 - filled) + "] \(part)% "
    }

    /// In powers of 1,000, with one digit behind the point.
    static func size(_ bytes: UInt64) -> String {
        var value = bytes
        var rest: UInt64 = 0
        var unit = 0
        let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
        while value >= 1_000 {
            rest = value % 1_000
            value /= 1_000
            unit += 1
        }
        return unit == 0 ? "\(value) B" : "\(value).\(rest / 100) \(units[unit])"
    }

    static func seconds(_ milliseconds: Int64) -> String {
        "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100)"
    }

    static func span(_ seconds: Int) -> String {
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3_600 { return "\(seconds / 60)m \(seconds % 60)s" }
        return "\(seconds / 3_600)h \(seconds % 3_600 / 60)m"
    }
}
