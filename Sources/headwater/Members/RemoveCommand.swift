import ArgumentParser
import JSON

/// `headwater remove`.
struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a member out of the cluster, also one that is lost for good.",
        discussion: """
            A node that was removed ends, and is refused if it comes back with the same data folder. \
            A majority of the voters must be there. Where it is lost for good, see \
            `headwater recover --help`.
            """
    )

    /// A node that removes itself leaves first.
    private static let patience = LeaveCommand.patience

    @Argument(help: ArgumentHelp("The member's name, as `headwater members` lists it."))
    var name: String

    @OptionGroup var options: ClientOptions

    func run() throws {
        let client = try options.client(timeout: Self.patience)
        _ = try client.call(.delete, "/v1/members/\(URLText.query(name))")
        if options.json { return Output.json(["removed": .string(name)]) }
        Output.line("\(name) is no member any more")
    }
}
