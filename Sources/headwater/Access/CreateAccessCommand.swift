import ArgumentParser
import JSON

/// `headwater access create`.
struct CreateAccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make an access key; its secret is printed this once.",
        discussion: """
            A pattern is a bucket, the beginning of one and a *, or * for all. Each option may be \
            repeated. Admin covers read and write; write does not cover read.

              headwater access create --read '*'
              headwater access create --read movies --write 'upload-*' --description "web shop"
            """
    )

    @Option(help: ArgumentHelp("Buckets to read and list.", valueName: "pattern"))
    var read: [String] = []

    @Option(help: ArgumentHelp("Buckets to store and delete objects in.", valueName: "pattern"))
    var write: [String] = []

    @Option(
        help: ArgumentHelp("Buckets to do everything with, also create.", valueName: "pattern")
    )
    var admin: [String] = []

    @Option(help: ArgumentHelp("What the key is for.", valueName: "text"))
    var description: String?

    @Option(
        help: ArgumentHelp(
            "JSON with an access-key and secret-key to take instead of making them.",
            valueName: "file"
        )
    )
    var keyFile: String?

    @OptionGroup var options: ClientOptions

    func run() throws {
        let body = try JSONWriter.bytes(request())
        let answer = try options.client().call(.post, "/v1/access", body: body)
        if options.json { return Output.json(answer) }
        var table = TextTable("access key", answer["access-key"]?.text ?? "")
        table.add("secret key", answer["secret-key"]?.text ?? "")
        for name in ["read", "write", "admin"] {
            table.add(name, AccessTable.patterns(answer, name))
        }
        table.print()
        Output.error("The secret key is shown this once: keep it now.")
    }

    private func request() throws(CommandFailure) -> JSONValue {
        var members = [("read", read), ("write", write), ("admin", admin)].map { name, patterns in
            JSONMember(name, .array(patterns.map { .string($0) }))
        }
        if let description { members.append(JSONMember("description", .string(description))) }
        guard let keyFile else { return .object(members) }
        guard let text = TextFile.read(keyFile) else {
            throw CommandFailure(.usage, "--key-file \(keyFile) cannot be read")
        }
        do {
            let object = try JSONReader.read(Array(text.utf8))
            return .object(members + (object.members ?? []))
        } catch {
            throw CommandFailure(.usage, "--key-file \(keyFile): \(error)")
        }
    }
}
