import ArgumentParser
import Fetch
import JSON
import S3

/// `headwater warm`.
struct WarmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "warm",
        abstract: "HEAD every object of a list or of an s3 origin, so that all is mirrored and "
            + "nothing downloaded.",
        discussion: """
            The list has one bucket/key a line, as they are, not percent-encoded. With --all, the \
            node lists the s3 origin of a mapping; what is there already is passed over, and a run \
            that was cut off goes on where it was. The command ends when every path was answered \
            and the fills it began are done.

            Where the node has access keys, one that may read is taken from \
            HEADWATER_ACCESS_KEY and HEADWATER_SECRET_KEY, or from AWS_ACCESS_KEY_ID and \
            AWS_SECRET_ACCESS_KEY.
            """
    )

    @Option(help: ArgumentHelp("A file of paths, or - for standard input.", valueName: "file"))
    var list: String?

    @Option(
        help: ArgumentHelp("All objects of this mapping's s3 origin.", valueName: "bucket")
    )
    var all: String?

    @Option(
        help: ArgumentHelp(
            "Where --all keeps how far it is. (default: ./headwater-warm-BUCKET.json)",
            valueName: "file"
        )
    )
    var state: String?

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
        guard (list == nil) != (all == nil) else {
            throw ValidationError("Give --list FILE or --all BUCKET.")
        }
        guard state == nil || all != nil else {
            throw ValidationError("--state is for --all.")
        }
    }

    func run() async throws {
        let client = try options.client()
        let base = try s3 ?? S3Address.find(client)
        guard base.hasPrefix("http://") || base.hasPrefix("https://") else {
            throw CommandFailure(.usage, "--s3 \"\(base)\" must be a URL")
        }
        if let all { return try await warmAll(of: all, client, base) }
        let summary = try await warm(try WarmList(list ?? "-"), client, base)
        try conclude(summary, base)
    }

    private func warmAll(of mapping: String, _ client: AdminClient, _ base: String) async throws {
        let name = mapping.replacing("/", with: "-")
        let state = WarmState(state ?? "./headwater-warm-\(name).json", mapping: mapping)
        if let after = state.after {
            Output.error("headwater: going on after \(after); what came before was answered")
        }
        let pages = OriginPages(client: client, mapping: mapping, state: state)
        let counting = Task {
            guard Output.showsProgress else { return }
            let count = OriginCount.count(client, mapping, after: state.after)
            if let count { await pages.counted(count) }
        }
        defer { counting.cancel() }
        let summary = try await warm(pages, client, base)
        if summary.unanswered == 0 { state.remove() }
        try conclude(summary, base)
    }

    private func warm(
        _ paths: any WarmSource,
        _ client: AdminClient,
        _ base: String
    ) async throws -> WarmSummary {
        let failures = try FailureFile(failed)
        let thread = FetchThread()
        defer { thread.shutdown() }
        let run = WarmRun(
            base: base.hasSuffix("/") ? String(base.dropLast()) : base,
            paths: paths,
            signer: Self.signer(),
            thread: thread,
            failures: failures
        )
        let summary = try await run.run(concurrency: concurrency)
        if !noWait { await FillWait(client: client).run() }
        if Output.showsProgress { Output.progress("") }
        return summary
    }

    private static func signer() -> RequestSigner? {
        for (key, secret) in [
            ("HEADWATER_ACCESS_KEY", "HEADWATER_SECRET_KEY"),
            ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        ] {
            guard let key = Environment.variable(key), let secret = Environment.variable(secret)
            else { continue }
            return RequestSigner(accessKey: key, secretKey: secret, region: "us-east-1")
        }
        return nil
    }

    private func conclude(_ summary: WarmSummary, _ base: String) throws {
        if options.json {
            Output.json(summary.json)
        } else {
            for line in summary.lines { Output.line(line) }
        }
        if summary.isUnreachable {
            throw CommandFailure(.unreachable, "\(base) does not answer")
        }
        if summary.failed > 0 {
            throw CommandFailure(.refused, "\(summary.failed) paths failed")
        }
    }
}
