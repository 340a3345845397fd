import ArgumentParser
import JSON

/// `headwater kv watch`.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Print changes of mappings as they happen, without a gap."
    )

    @Argument(help: ArgumentHelp("Only keys that begin so."))
    var prefix = ""

    @Option(
        help: ArgumentHelp("Begin after this revision. (default: now)", valueName: "revision")
    )
    var after: UInt64?

    @OptionGroup var options: ClientOptions

    func run() throws {
        let client = try options.client()
        let start =
            if let after {
                Int64(clamping: after)
            } else {
                try client.call(.get, "/v1/kv?limit=1")["revision"]?.integer ?? 0
            }
        let target = "/v1/kv?watch=\(start)&prefix=\(URLText.query(prefix))"
        try client.stream(target) { change throws(CommandFailure) in
            Output.line(options.json ? MappingTable.text(change) : Self.line(change))
            return true
        }
        throw CommandFailure(.unreachable, "\(client.node) ended the watch")
    }

    static func line(_ change: JSONValue) -> String {
        let revision = change["revision"]?.integer ?? 0
        let key = change["key"]?.text ?? ""
        guard change["type"]?.text == "put", let value = change["value"] else {
            return "\(revision)  delete  \(key)"
        }
        let line = "\(revision)  put  \(key)  \(value["origin"]?.text ?? "")"
        let options = MappingTable.options(value)
        return options.isEmpty ? line : "\(line)  \(options)"
    }
}
