import ArgumentParser
import Node

/// The root of the command line.
struct HeadwaterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "headwater",
        abstract: "An S3 server that mirrors: what a bucket lacks is fetched from its origin.",
        discussion: """
            Start a node, give a bucket an origin, and read from it:

              headwater serve
              headwater kv put movies http://domain.com/movie
              curl http://127.0.0.1:8400/movies/a.mp4

            Client commands speak to the admin API of a node (--node, default \
            http://127.0.0.1:8401), print a table for people and JSON with --json, and exit with \
            0 when done, 1 when refused or not found, 2 on wrong usage, 3 when no node or no \
            majority answers.
            """,
        version: HeadwaterVersion.text,
        subcommands: [
            ServeCommand.self, MappingsCommand.self, MembersCommand.self, StatusCommand.self,
            RouteCommand.self, FillsCommand.self, WarmCommand.self, AccessCommand.self,
            LeaveCommand.self, RemoveCommand.self, TransferLeadershipCommand.self,
            RecoverCommand.self, BackupCommand.self, RestoreCommand.self, KeyCommand.self,
        ]
    )
}
