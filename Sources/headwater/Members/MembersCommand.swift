import ArgumentParser
import JSON

/// `headwater members`.
struct MembersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members",
        abstract: "List the members of the cluster.",
        discussion: """
            STATE is what gossip holds of a member: alive, leaving (it is about to end), suspect, \
            dead or left. ROLE is its part in consensus. VIEW says whether missing objects are \
            fetched by it. LAG counts the entries of the log that it lacks; only the leader knows, \
            so ask that one.
            """
    )

    @OptionGroup var options: ClientOptions

    func run() throws {
        let client = try options.client()
        let members = try client.call(.get, "/v1/members")
        if options.json { return Output.json(members) }
        let status = try client.call(.get, "/v1/status")
        for line in MembersTable(members: members, status: status).lines { Output.line(line) }
    }
}
