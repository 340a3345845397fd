import ArgumentParser
import ChaosRun
import Glibc
import UnixSignals

/// Harms a cluster of real nodes and judges what its clients saw.
@main
struct Chaos: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs real nodes under load and faults from one seed, and judges the history."
    )

    @Option(help: "Where every fault and choice comes from. (default: a new one)")
    var seed: UInt64?

    @Option(help: "How long faults go on, in minutes.")
    var minutes: Int?

    @Option(help: "How long faults go on, in seconds.")
    var seconds: Int?

    @Option(
        help: """
            leader: the leader dies every 5 s; mixed: every fault, on any node; rolling: one node \
            after another is told to end and started again; store: the nodes keep their objects in \
            an S3 store, which dies and hangs as well.
            """
    )
    var mode = ChaosMode.mixed

    @Option(help: "Nodes.")
    var nodes = 5

    @Option(help: "Clients that write.")
    var writers = 10

    @Option(help: "Clients that read.")
    var readers = 5

    @Option(help: "Clients that read objects of a mapped bucket.")
    var objectReaders = 3

    @Option(help: "Clients that write objects, in the mode store.")
    var objectWriters = 3

    @Option(
        help: "The timing of the nodes: local, lan or wan. (default: local; lan for rolling)"
    )
    var profile: String?

    @Option(help: "The level of the nodes' logs.")
    var logLevel = "info"

    @Option(help: "Milliseconds without writes after a leader's death that are allowed; 0: any.")
    var outageLimit = 2_000

    @Option(
        help: """
            GETs of one object that the origin may see beside those that harm excuses; 0: any. \
            (default: 0; 1 for rolling)
            """
    )
    var originGets: Int?

    @Option(help: "Attempts that an operation may need in the mode rolling; 0: any number.")
    var attempts = 2

    @Option(help: "The binary of the nodes. (default: headwater beside this one)")
    var binary: String?

    @Option(help: "Where logs and history of a failing run stay. (default: a new temporary one)")
    var folder: String?

    @Flag(help: "Each node in a network namespace of its own; needs root, ip and iptables.")
    var namespaces = false

    @Flag(help: "Keep logs and history in any case.")
    var keep = false

    @Flag(help: "Print what happens while it does.")
    var verbose = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    mutating func validate() throws {
        guard nodes > 0, nodes <= 32 else { throw ValidationError("--nodes: from 1 to 32") }
        guard writers > 0 else { throw ValidationError("--writers: at least 1") }
    }

    func run() async throws {
        let span = seconds ?? (minutes ?? 2) * 60
        let seed = seed ?? UInt64.random(in: 0..<1_000_000)
        let own = CommandLine.arguments[0]
        let beside = own.lastIndex(of: "/").map { own[..<$0] + "/headwater" }
        var settings = ChaosSettings(
            binary: binary ?? beside.map { String($0) } ?? "headwater",
            seed: seed,
            seconds: span
        )
        settings.nodes = nodes
        settings.mode = mode
        settings.writers = writers
        settings.readers = readers
        settings.objectReaders = objectReaders
        settings.objectWriters = objectWriters
        settings.profile = profile ?? (mode == .rolling ? "lan" : "local")
        settings.logLevel = logLevel
        settings.outageLimitMilliseconds = outageLimit
        settings.originGetLimit = originGets ?? (mode == .rolling ? 1 : 0)
        settings.attemptLimit = attempts
        settings.usesNamespaces = namespaces
        settings.keepsFolder = keep
        settings.folder = folder ?? P_tmpdir + "/headwater-chaos-\(seed)-\(getpid())"
        guard access(settings.binary, X_OK) == 0 else {
            throw ValidationError("--binary \(settings.binary): cannot be run")
        }
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        Task {
            for await signal in signals {
                // The nodes die with this process.
                Leftovers.removeOwn()
                _exit(128 + signal.rawValue)
            }
        }
        let isVerbose = verbose
        let report = try await ChaosRun(settings) { line in
            guard isVerbose else { return }
            print(line)
            fflush(nil)
        }.run()
        print(json ? String(decoding: report.json, as: UTF8.self) : report.text)
        guard report.violations.isEmpty else { throw ExitCode.failure }
    }
}

extension ChaosMode: ExpressibleByArgument {}
