import ArgumentParser

/// `headwater access`.
struct AccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Make, list and delete access keys of the S3 listener.",
        subcommands: [
            CreateAccessCommand.self, ListAccessCommand.self, DeleteAccessCommand.self,
        ]
    )
}
