import ArgumentParser
import Glibc
import Hashing
import JSON

/// `headwater kv import`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Write mappings from a file of JSON lines, as `headwater kv export` prints them.",
        discussion: """
            A line is {"key", "value"}, with an origin URL or a mapping object for the value, or \
            {"type": "delete", "key"}. Each 1,000 lines take effect together; the first wrong line \
            ends the import and is named. While no majority answers, or the node is overloaded, it \
            waits and tries again, for half a minute; nothing takes effect twice.
            """
    )

    @Argument(help: ArgumentHelp("The file, or - for standard input."))
    var file: String

    @OptionGroup var options: ClientOptions

    /// One request: many parts of 1,000 lines, and seconds of work.
    private static let linesPerRequest = 40_000
    private static let bytesPerRequest = 8 << 20
    private static let tries = 30
    private static let pauseSeconds: UInt32 = 1

    func run() throws {
        let client = try options.client()
        let input = try LineFile(file)
        var body: [UInt8] = []
        var count = 0
        var total = ImportTotal()
        while let line = input.next() {
            body += line + [0x0A]
            count += 1
            guard count == Self.linesPerRequest || body.count >= Self.bytesPerRequest else {
                continue
            }
            try Self.send(body, count, client, &total)
            body = []
            count = 0
        }
        if count > 0 { try Self.send(body, count, client, &total) }
        if Output.showsProgress { Output.progress("") }
        if options.json {
            Output.json([
                "lines": .count(total.lines), "changes": .count(total.changes),
                "revision": .count(total.revision),
            ])
        } else {
            Output.line("\(total.changes) changes, revision \(total.revision)")
        }
    }

    private static func send(
        _ body: [UInt8],
        _ count: Int,
        _ client: AdminClient,
        _ total: inout ImportTotal
    ) throws(CommandFailure) {
        do throws(CommandFailure) {
            let answer = try post(body, client)
            total.lines += answer["lines"]?.integer ?? 0
            total.changes += answer["changes"]?.integer ?? 0
            total.revision = answer["revision"]?.integer ?? total.revision
            total.read += count
            if Output.showsProgress { Output.progress("\(total.read) lines") }
        } catch {
            // The node counts the lines of its request; the file's are meant.
            guard total.read > 0 else { throw error }
            throw CommandFailure(
                error.code,
                "after line \(total.read) of the file: \(error.message)"
            )
        }
    }

    private static func post(
        _ body: [UInt8],
        _ client: AdminClient
    ) throws(CommandFailure) -> JSONValue {
        // One key for all tries: what took effect before is not done again.
        let key = "import-" + Hexadecimal.encode((0..<16).map { _ in .random(in: 0 ... .max) })
        let fields = [(name: "Idempotency-Key", value: key)]
        var failures = 0
        while true {
            do throws(CommandFailure) {
                return try client.call(.post, "/v1/kv:batch", fields: fields, body: body)
            } catch {
                failures += 1
                guard error.code == .unreachable, failures < tries else { throw error }
                sleep(pauseSeconds)
            }
        }
    }
}
