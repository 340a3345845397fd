import ArgumentParser
import JSON

/// `headwater kv export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print every mapping as a line of JSON, for `headwater kv import`.",
        discussion: """
            Secrets are not exported: values of headers that look like such are (hidden), and \
            credentials lack their secret key.
            """
    )

    @Argument(help: ArgumentHelp("Only keys that begin so."))
    var prefix = ""

    @OptionGroup var options: ClientOptions

    func run() throws {
        let pages = MappingPages(client: try options.client(), prefix: prefix, isLocal: false)
        var hidden = 0
        try pages.each { items throws(CommandFailure) in
            for item in items {
                let value = item["value"] ?? .null
                let line: JSONValue = ["key": item["key"] ?? .null, "value": value]
                Output.line(MappingTable.text(line))
                let headers = value["headers"]?.members ?? []
                let lacksSecret = headers.contains { $0.value == "(hidden)" }
                if lacksSecret || value["credentials"] != nil { hidden += 1 }
            }
        }
        if hidden > 0 {
            Output.error(
                "\(hidden) mappings lack a secret (a hidden header, or the secret key of an s3 origin): "
                    + "fill it in before an import"
            )
        }
    }
}
