import ArgumentParser
import JSON

/// The options of a mapping as flags; the node checks their values, as it does for every client.
struct MappingFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp("A further origin, tried in order; may be repeated.", valueName: "url")
    )
    var also: [String] = []

    @Option(help: ArgumentHelp("private or public-read. (default: private)"))
    var acl: String?

    @Option(help: ArgumentHelp("Bytes a second for the cluster, such as 50MB.", valueName: "size"))
    var maxBandwidth: String?

    @Option(
        help: ArgumentHelp("Connections of the cluster. (default: 64)", valueName: "count")
    )
    var maxConnections: Int?

    @Option(help: ArgumentHelp("stream or redirect. (default: stream)"))
    var onMiss: String?

    @Option(help: ArgumentHelp("fill or ask. (default: fill)"))
    var onHead: String?

    @Option(
        help: ArgumentHelp(
            "A header sent to the origin; may be repeated.",
            valueName: "name: value"
        )
    )
    var header: [String] = []

    @Option(help: ArgumentHelp("The Host sent to the origin."))
    var host: String?

    @Option(help: ArgumentHelp("drop or forward the reader's query. (default: drop)"))
    var query: String?

    @Option(help: ArgumentHelp("Redirects followed. (default: 10)", valueName: "count"))
    var redirects: Int?

    @Option(
        help: ArgumentHelp("How long a 404 is remembered. (default: 10s)", valueName: "time")
    )
    var negativeTtl: String?

    @Option(
        help: ArgumentHelp("How long an origin may be silent. (default: 30s)", valueName: "time")
    )
    var idleTimeout: String?

    @Option(
        help: ArgumentHelp("What is larger is not stored. (default: 5TB)", valueName: "size")
    )
    var maxObject: String?

    @Option(
        help: ArgumentHelp(
            "JSON with the access-key, secret-key and region of an s3 origin.",
            valueName: "file"
        )
    )
    var credentialsFile: String?

    @Flag(help: "Let the origin be on a private or loopback address.")
    var allowPrivateAddresses = false

    /// The mapping object with the options that were given.
    func object(origin: String) throws(CommandFailure) -> JSONValue {
        var members = [JSONMember("origin", .string(origin))]
        func add(_ name: String, _ value: JSONValue?) {
            if let value { members.append(JSONMember(name, value)) }
        }
        add("also", also.isEmpty ? nil : .array(also.map { .string($0) }))
        add("acl", acl.map { .string($0) })
        add("max-bandwidth", maxBandwidth.map { .string($0) })
        add("max-connections", maxConnections.map { .count($0) })
        add("on-miss", onMiss.map { .string($0) })
        add("on-head", onHead.map { .string($0) })
        add("headers", try headers())
        add("host", host.map { .string($0) })
        add("query", query.map { .string($0) })
        add("redirects", redirects.map { .count($0) })
        add("negative-ttl", negativeTtl.map { .string($0) })
        add("idle-timeout", idleTimeout.map { .string($0) })
        add("max-object", maxObject.map { .string($0) })
        add("allow-private-addresses", allowPrivateAddresses ? .bool(true) : nil)
        add("credentials", try credentials())
        return .object(members)
    }

    private func credentials() throws(CommandFailure) -> JSONValue? {
        guard let credentialsFile else { return nil }
        guard let text = TextFile.read(credentialsFile) else {
            throw CommandFailure(.usage, "--credentials-file \(credentialsFile) cannot be read")
        }
        do {
            return try JSONReader.read(Array(text.utf8))
        } catch {
            throw CommandFailure(.usage, "--credentials-file \(credentialsFile): \(error)")
        }
    }

    private func headers() throws(CommandFailure) -> JSONValue? {
        guard !header.isEmpty else { return nil }
        var members: [JSONMember] = []
        for text in header {
            guard let colon = text.firstIndex(of: ":") else {
                throw CommandFailure(.usage, "--header must be \"name: value\"")
            }
            let name = String(text[..<colon])
            guard !members.contains(where: { $0.name == name }) else {
                throw CommandFailure(.usage, "--header \(name) must be given once")
            }
            let value = text[text.index(after: colon)...].drop { $0 == " " }
            members.append(JSONMember(name, .string(String(value))))
        }
        return .object(members)
    }
}
