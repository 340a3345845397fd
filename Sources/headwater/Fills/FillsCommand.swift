import ArgumentParser
import Glibc
import JSON

/// `headwater fills`.
struct FillsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fills",
        abstract: "Show the fills of a node: what it fetches from origins, or reads from others.",
        discussion: """
            With --watch the table is shown anew every second until it is interrupted; where the \
            output is no terminal, one line for each fill and second. With --json, each second is \
            one line of JSON.
            """
    )

    @Flag(help: "Go on until interrupted.")
    var watch = false

    @Option(help: ArgumentHelp("Seconds between two looks.", valueName: "seconds"))
    var interval: UInt32 = 1

    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard interval > 0 else { throw ValidationError("--interval: at least 1") }
    }

    func run() throws {
        let client = try options.client()
        guard watch else {
            let fills = try client.call(.get, "/v1/fills")
            if options.json { return Output.json(fills) }
            let table = FillsTable(fills)
            for line in table.lines + ["", table.summary] { Output.line(line) }
            return
        }
        while true {
            show(try client.call(.get, "/v1/fills"))
            sleep(interval)
        }
    }

    private func show(_ fills: JSONValue) {
        if options.json {
            Output.line(String(decoding: JSONWriter.bytes(fills), as: UTF8.self))
        } else if Output.isTerminal {
            let (rows, columns) = Output.screenSize
            Output.screen(FillsTable(fills).screen(rows: rows, columns: columns))
        } else {
            for line in FillsTable(fills).lines.dropFirst() { Output.line(line) }
        }
    }
}
