import ArgumentParser

/// `headwater kv`.
struct MappingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kv",
        abstract: "Read and write mappings: which bucket or prefix has which origin.",
        discussion: """
            A key is `bucket` or `bucket/prefix`; of the keys that cover an object the longest wins.
            """,
        subcommands: [
            PutCommand.self, GetCommand.self, DeleteCommand.self, ListCommand.self,
            WatchCommand.self, ImportCommand.self, ExportCommand.self,
        ]
    )
}
