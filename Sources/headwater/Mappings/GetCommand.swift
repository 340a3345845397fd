import ArgumentParser
import JSON

/// `headwater kv get`.
struct GetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Show a mapping with every option in force."
    )

    @Argument(help: ArgumentHelp("bucket or bucket/prefix"))
    var key: String

    @Flag(help: "Read this node's copy, also without a majority.")
    var local = false

    @OptionGroup var options: ClientOptions

    func run() throws {
        let consistency = local ? "?consistency=local" : ""
        let answer = try options.client().call(
            .get,
            "/v1/kv/\(URLText.path(key))\(consistency)"
        )
        if options.json { return Output.json(answer) }
        var table = TextTable("key", answer["key"]?.text ?? key)
        table.add("revision", "\(answer["revision"]?.integer ?? 0)")
        for member in answer["value"]?.members ?? [] {
            table.add(member.name, MappingTable.text(member.value))
        }
        table.print()
    }
}
