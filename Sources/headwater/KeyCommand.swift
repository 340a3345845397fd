import ArgumentParser

/// `headwater key`.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make keys, and replace them.",
        subcommands: [ClusterKeyCommand.self, RotateKeyCommand.self]
    )
}
