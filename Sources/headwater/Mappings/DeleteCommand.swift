import ArgumentParser
import JSON

/// `headwater kv delete`.
struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a mapping, if there is one; its bucket and objects stay."
    )

    @Argument(help: ArgumentHelp("bucket or bucket/prefix"))
    var key: String

    @Option(
        help: ArgumentHelp("Only where the mapping has this revision.", valueName: "revision")
    )
    var ifRevision: UInt64?

    @OptionGroup var options: ClientOptions

    func run() throws {
        let fields = ifRevision.map { [(name: "If-Match", value: "\"\($0)\"")] } ?? []
        _ = try options.client().call(.delete, "/v1/kv/\(URLText.path(key))", fields: fields)
        if options.json { Output.json(["key": .string(key)]) }
    }
}
