import ArgumentParser
import JSON

/// `headwater kv put`.
struct PutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "put",
        abstract: "Give a bucket or a prefix an origin."
    )

    @Argument(help: ArgumentHelp("bucket or bucket/prefix"))
    var key: String

    @Argument(help: ArgumentHelp("Such as http://domain.com/movie"))
    var origin: String

    @OptionGroup(title: "Options of the mapping") var flags: MappingFlags

    @Option(
        help: ArgumentHelp("Only where the mapping has this revision.", valueName: "revision")
    )
    var ifRevision: UInt64?

    @Flag(help: "Only where there is no such mapping.")
    var ifAbsent = false

    @Flag(help: "Also where the store behind the node would not tell it what it lacks.")
    var force = false

    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard ifRevision == nil || !ifAbsent else {
            throw ValidationError("--if-revision and --if-absent exclude each other.")
        }
    }

    func run() throws {
        var fields: [(name: String, value: String)] = [("Content-Type", "application/json")]
        if let ifRevision { fields.append(("If-Match", "\"\(ifRevision)\"")) }
        if ifAbsent { fields.append(("If-None-Match", "*")) }
        let answer = try options.client().call(
            .put,
            "/v1/kv/\(URLText.path(key))" + (force ? "?force=true" : ""),
            fields: fields,
            body: JSONWriter.bytes(try flags.object(origin: origin))
        )
        let warning = OriginReach.warning(
            origins: [origin] + flags.also,
            allowsPrivateAddresses: flags.allowPrivateAddresses
        )
        if let warning { Output.error("Warning: \(warning)") }
        if options.json { return Output.json(answer) }
        MappingTable.print([answer])
    }
}
