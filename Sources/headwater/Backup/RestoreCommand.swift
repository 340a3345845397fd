import ArgumentParser
import JSON

/// `headwater restore`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Write a backup into a new cluster.",
        discussion: """
            The whole file is checked before anything is sent. A cluster that has mappings is \
            refused, unless --force: then those of the backup are written over its own, and others \
            stay. If a restore breaks off, repeat it with --force.
            """
    )

    @Argument(help: ArgumentHelp("The file, as `headwater backup` wrote it."))
    var file: String

    @Flag(help: "Also into a cluster that has mappings.")
    var force = false

    @Flag(help: "Check the file and the cluster, and change nothing.")
    var dryRun = false

    @OptionGroup var options: ClientOptions

    /// One request.
    private static let bytesPerRequest = 4 << 20

    func run() throws {
        let client = try options.client()
        let check = try Self.check(file)
        guard !dryRun else { return try tell(check, client) }
        guard try force || !Self.hasMappings(client) else {
            throw CommandFailure(
                .refused,
                "the cluster has mappings: restore into a new one, or add --force to write over "
                    + "them"
            )
        }
        let changes = try Self.send(file, client, check.blocks)
        if options.json { return Output.json(["changes": .count(changes)]) }
        Output.line("\(changes) entries written")
    }

    /// What a restore would find.
    private func tell(_ check: BackupCheck, _ client: AdminClient) throws(CommandFailure) {
        let hasMappings = try Self.hasMappings(client)
        if options.json {
            return Output.json([
                "revision": .count(check.revision),
                "cluster": .string(check.cluster), "blocks": .count(check.blocks),
                "needs-force": .bool(hasMappings),
            ])
        }
        Output.line(
            "\(file) is whole: revision \(check.revision) of cluster \(check.cluster), "
                + "\(check.blocks) blocks"
        )
        if hasMappings { Output.line("the cluster has mappings: it would take --force") }
    }

    private static func hasMappings(_ client: AdminClient) throws(CommandFailure) -> Bool {
        try client.call(.get, "/v1/kv?limit=1")["items"]?.elements?.isEmpty == false
    }

    private static func check(_ file: String) throws(CommandFailure) -> BackupCheck {
        var check = BackupCheck(name: file)
        let input = try LineFile(file)
        while let line = input.next() { try check.take(try value(line, file)) }
        try check.finish()
        return check
    }

    private static func send(
        _ file: String,
        _ client: AdminClient,
        _ blocks: Int
    ) throws(CommandFailure) -> Int64 {
        let input = try LineFile(file)
        var body: [UInt8] = []
        var changes: Int64 = 0
        var sent = 0
        while let line = input.next() {
            guard try value(line, file)["block"] != nil else { continue }
            body += line + [0x0A]
            sent += 1
            guard body.count >= bytesPerRequest || sent == blocks else { continue }
            changes += try client.call(.post, "/v1/restore", body: body)["changes"]?.integer ?? 0
            body = []
            if Output.showsProgress { Output.progress("block \(sent) of \(blocks)") }
        }
        if Output.showsProgress { Output.progress("") }
        return changes
    }

    private static func value(_ line: [UInt8], _ file: String) throws(CommandFailure) -> JSONValue {
        do {
            return try JSONReader.read(line)
        } catch {
            throw CommandFailure(.refused, "\(file) is no backup: a line of it is not JSON")
        }
    }
}
