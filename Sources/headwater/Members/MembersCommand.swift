import ArgumentParser
import JSON

/// `headwater members`.
struct MembersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members",
        abstract: "List the members of the cluster."
    )

    @OptionGroup var options: ClientOptions

    func run() throws {
        let answer = try options.client().call(.get, "/v1/members")
        if options.json { return Output.json(answer) }
        var table = TextTable("NAME", "STATE", "S3", "ADMIN", "CLUSTER", "VERSION")
        for member in answer["items"]?.elements ?? [] {
            func text(_ name: String) -> String { member[name]?.text ?? "-" }
            table.add(
                text("name"),
                text("state"),
                text("s3"),
                text("admin"),
                text("cluster"),
                text("version")
            )
        }
        table.print()
    }
}
