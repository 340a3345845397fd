import ArgumentParser
import JSON

/// `headwater kv list`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List mappings in the order of their keys."
    )

    @Argument(help: ArgumentHelp("Only keys that begin so."))
    var prefix = ""

    @Flag(help: "Read this node's copy, also without a majority.")
    var local = false

    @OptionGroup var options: ClientOptions

    func run() throws {
        let pages = MappingPages(client: try options.client(), prefix: prefix, isLocal: local)
        guard options.json else {
            var hasHeading = true
            try pages.each { items throws(CommandFailure) in
                MappingTable.print(items, hasHeading: hasHeading)
                hasHeading = false
            }
            return
        }
        var separator = "{\"items\":["
        try pages.each { items throws(CommandFailure) in
            for item in items {
                Output.line(separator + String(decoding: JSONWriter.bytes(item), as: UTF8.self))
                separator = ","
            }
        }
        Output.line(separator == "," ? "]}" : separator + "]}")
    }
}
