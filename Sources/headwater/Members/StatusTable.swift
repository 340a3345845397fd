import JSON

/// A node's part in the cluster as a person reads it at a glance.
struct StatusTable {
    private let status: JSONValue

    /// - Parameter status: the answer of `/v1/status`.
    init(_ status: JSONValue) {
        self.status = status
    }

    var lines: [String] {
        var table = TextTable("node", text("name"))
        table.add("role", role)
        table.add("log", log)
        table.add("voters", names(status["voters"]))
        table.add("learners", names(status["learners"]))
        let view = status["view"] ?? .null
        table.add("view \(number(view["number"]))", names(view["members"]))
        table.add("store", text("store"))
        if let writes = status["store-conditional-writes"]?.text {
            table.add("conditional writes", writes)
        }
        table.add("cluster", text("cluster"))
        return table.lines
    }

    private func text(_ name: String) -> String { status[name]?.text ?? "none" }

    private func number(_ value: JSONValue?) -> Int64 { value?.integer ?? 0 }

    private func names(_ value: JSONValue?) -> String {
        let names = (value?.elements ?? []).compactMap(\.text)
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    private var role: String {
        let role = text("role")
        let term = "term \(number(status["term"]))"
        guard let leader = status["leader"]?.text else {
            return "\(role) without a leader, \(term): no write is possible now"
        }
        return leader == text("name") ? "\(role), \(term)" : "\(role) of \(leader), \(term)"
    }

    private var log: String {
        let (commit, applied) = (number(status["commit"]), number(status["applied"]))
        let lag = commit > applied ? ", \(commit - applied) behind" : ""
        return "\(applied) of \(commit) applied\(lag)"
    }
}
