import ArgumentParser
import JSON

/// `headwater transfer-leadership`.
struct TransferLeadershipCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer-leadership",
        abstract: "Hand leadership to another voter, before a machine is taken down, say."
    )

    @Argument(help: ArgumentHelp("The voter that is to lead. (default: the best one)"))
    var name: String?

    @OptionGroup var options: ClientOptions

    func run() throws {
        let client = try options.client()
        let query = name.map { "?to=\(URLText.query($0))" } ?? ""
        _ = try client.call(.post, "/v1/leadership\(query)")
        if options.json { return Output.json(["transferred": .bool(true)]) }
        Output.line("leadership was handed over")
    }
}
