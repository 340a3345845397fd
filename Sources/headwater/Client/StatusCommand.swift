import ArgumentParser
import JSON

/// `headwater status`.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show a node's part in the cluster."
    )

    @OptionGroup var options: ClientOptions

    func run() throws {
        let answer = try options.client().call(.get, "/v1/status")
        if options.json { return Output.json(answer) }
        func text(_ name: String) -> String { answer[name]?.text ?? "none" }
        func names(_ value: JSONValue?) -> String {
            let names = (value?.elements ?? []).compactMap(\.text)
            return names.isEmpty ? "none" : names.joined(separator: ", ")
        }
        func number(_ value: JSONValue?) -> String { "\(value?.integer ?? 0)" }
        var table = TextTable("node", text("name"))
        table.add("cluster", text("cluster"))
        table.add("role", text("role"))
        table.add("leader", text("leader"))
        table.add("term", number(answer["term"]))
        table.add("commit", number(answer["commit"]))
        table.add("applied", number(answer["applied"]))
        table.add("voters", names(answer["voters"]))
        table.add("learners", names(answer["learners"]))
        let view = answer["view"] ?? .null
        table.add("view \(number(view["number"]))", names(view["members"]))
        table.add("store", text("store"))
        if let writes = answer["store-conditional-writes"]?.text {
            table.add("conditional writes", writes)
        }
        table.print()
    }
}
