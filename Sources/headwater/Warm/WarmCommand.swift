import ArgumentParser
import Fetch
import JSON

/// `headwater warm`.
struct WarmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "warm",
        abstract: "HEAD every object of a list, so that all is mirrored and nothing downloaded.",
        discussion: """
            The list has one bucket/key a line, as they are, not percent-encoded. The command ends \
            when every path was answered and the fills it began are done.
            """
    )

    @Option(help: ArgumentHelp("A file of paths, or - for standard input.", valueName: "file"))
    var list: String

    @Option(
        help: ArgumentHelp(
            "The S3 listener. (default: what the node says of itself)",
            valueName: "url"
        )
    )
    var s3: String?

    @Option(help: ArgumentHelp("Requests at once.", valueName: "count"))
    var concurrency = 32

    @Option(help: ArgumentHelp("Write the paths that failed to this file.", valueName: "file"))
    var failed: String?

    @Flag(help: "Do not wait for fills that are under way at the end.")
    var noWait = false

    @OptionGroup var options: ClientOptions

    func validate() throws {
        guard (1...1_024).contains(concurrency) else {
            throw ValidationError("--concurrency must be from 1 to 1024.")
        }
    }

    func run() async throws {
        let client = try options.client()
        let base = try s3 ?? S3Address.find(client)
        guard base.hasPrefix("http://") || base.hasPrefix("https://") else {
            throw CommandFailure(.usage, "--s3 \"\(base)\" must be a URL")
        }
        let paths = try WarmList(list)
        let failures = try FailureFile(failed)
        let thread = FetchThread()
        defer { thread.shutdown() }
        let run = WarmRun(
            base: base.hasSuffix("/") ? String(base.dropLast()) : base,
            paths: paths,
            thread: thread,
            failures: failures
        )
        let summary = await run.run(concurrency: concurrency)
        if !noWait { await FillWait(client: client).run() }
        if Output.showsProgress { Output.progress("") }
        print(summary)
        if summary.isUnreachable {
            throw CommandFailure(.unreachable, "\(base) does not answer")
        }
        if summary.failed > 0 {
            throw CommandFailure(.refused, "\(summary.failed) paths failed")
        }
    }

    private func print(_ summary: WarmSummary) {
        if options.json { return Output.json(summary.json) }
        for line in summary.lines { Output.line(line) }
    }
}
