import ArgumentParser
import JSON

/// `headwater access delete`.
struct DeleteAccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete an access key; what it signs from then on is refused."
    )

    @Argument(help: ArgumentHelp("The access key, not its secret."))
    var key: String

    @OptionGroup var options: ClientOptions

    func run() throws {
        _ = try options.client().call(.delete, "/v1/access/\(URLText.path(key))")
        if options.json { Output.json(["access-key": .string(key)]) }
    }
}
