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
        for line in StatusTable(answer).lines { Output.line(line) }
    }
}
