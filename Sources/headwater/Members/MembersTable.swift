import JSON

/// The members as a person reads them at a glance: one line each, then what they are together.
struct MembersTable {
    private let members: [JSONValue]
    private let status: JSONValue

    /// - Parameters:
    ///   - members: the answer of `/v1/members`.
    ///   - status: that of `/v1/status`.
    init(members: JSONValue, status: JSONValue) {
        self.members = members["items"]?.elements ?? []
        self.status = status
    }

    var lines: [String] {
        var table = TextTable(
            "NAME",
            "STATE",
            "ROLE",
            "VIEW",
            "LAG",
            "VERSION",
            "S3",
            "ADMIN",
            "CLUSTER"
        )
        for member in members {
            func text(_ name: String) -> String { member[name]?.text ?? "-" }
            let name = text("name")
            table.add(
                name,
                state(member),
                role(name),
                view.contains(name) ? "yes" : "no",
                member["lag"]?.integer.map { "\($0)" } ?? "-",
                text("version"),
                text("s3"),
                text("admin"),
                text("cluster")
            )
        }
        return table.lines + ["", summary]
    }

    private func names(_ value: JSONValue?) -> [String] {
        (value?.elements ?? []).compactMap(\.text)
    }

    private var leader: String? { status["leader"]?.text }
    private var voters: [String] { names(status["voters"]) }
    private var view: [String] { names(status["view"]?["members"]) }

    private func state(_ member: JSONValue) -> String {
        let state = member["state"]?.text ?? "-"
        return member["leaving"]?.bool == true && state == "alive" ? "leaving" : state
    }

    /// `leader`, `voter` or `learner`; `-` for who has no part in consensus yet, or no more.
    private func role(_ name: String) -> String {
        if name == leader { return "leader" }
        if voters.contains(name) { return "voter" }
        return names(status["learners"]).contains(name) ? "learner" : "-"
    }

    private var summary: String {
        let alive = members.filter { $0["state"]?.text == "alive" }.count
        let number = status["view"]?["number"]?.integer ?? 0
        let leader = leader ?? "none, so no write is possible now"
        return "alive \(alive) of \(members.count), voters \(voters.count), "
            + "in view \(number): \(view.count), leader \(leader)"
    }
}
