internal import Glibc
internal import Synchronization
internal import TestSupport

/// One real node of the run: its process, its ports and its folder, over all its lives.
final class ChaosNode: Sendable {
    private struct State {
        var process: ChildProcess?
        var isPaused = false
        /// It was told to end, and has not been started again.
        var isEnding = false
        /// Until when the node may not be blamed for silence, CLOCK_MONOTONIC in nanoseconds.
        var harmedUntil: UInt64 = 0
        var starts = 0
        var clusterPort: Int
        var s3Port: Int
        var adminPort: Int
    }

    let index: Int
    let name: String
    private let folder: String
    private let dataParent: String
    /// The port of its relay, which its peers use.
    let relayPort: Int
    private let binary: String
    private let options: [String]
    private let environment: [String: String]
    private let token: String
    private let disk: SmallDisk?
    /// Where it listens for its peers.
    private let host: String
    /// The network namespace whose loopback its clients use; nil for that of this process.
    let namespace: String?
    private let launcher: [String]
    private let hasRelay: Bool
    /// Its wall clock; nil where it has the system's.
    let clock: FakeClock?
    private let state: Mutex<State>

    /// - Parameters:
    ///   - folder: for its log.
    ///   - dataParent: for its data, unless it has a disk.
    ///   - options: further flags of `headwater serve`.
    ///   - environment: what it is told besides.
    ///   - host: where it listens for its peers.
    ///   - namespace: where its clients find it on loopback.
    ///   - launcher: the words before its command.
    ///   - hasRelay: whether its peers reach it by a relay.
    ///   - clock: its wall clock; nil for the system's.
    init(
        index: Int,
        binary: String,
        folder: String,
        dataParent: String,
        token: String,
        options: [String],
        environment: [String: String],
        disk: SmallDisk?,
        host: String,
        namespace: String?,
        launcher: [String],
        hasRelay: Bool,
        clock: FakeClock?
    ) throws {
        self.clock = clock
        self.host = host
        self.namespace = namespace
        self.launcher = launcher
        self.hasRelay = hasRelay
        self.index = index
        self.binary = binary
        self.folder = folder
        self.dataParent = dataParent
        self.token = token
        self.options = options
        self.environment = environment
        self.disk = disk
        name = "n\(index + 1)"
        relayPort = try FreePorts.take()
        state = Mutex(
            State(
                clusterPort: try FreePorts.take(),
                s3Port: try FreePorts.take(),
                adminPort: try FreePorts.take()
            )
        )
    }

    var adminPort: Int { state.withLock { $0.adminPort } }
    var s3Port: Int { state.withLock { $0.s3Port } }
    var clusterPort: Int { state.withLock { $0.clusterPort } }
    /// The address that its peers use.
    var advertised: String { "\(host):\(hasRelay ? relayPort : clusterPort)" }
    var dataFolder: String { disk?.path ?? dataParent + "/\(name)" }
    var hasDisk: Bool { disk != nil }
    var logFile: String { folder + "/\(name).log" }
    var log: String { TextFile.read(logFile) ?? "" }
    var starts: Int { state.withLock { $0.starts } }

    /// Nil while no process runs.
    var process: ChildProcess? {
        state.withLock { $0.process.flatMap { $0.exitStatus == nil ? $0 : nil } }
    }

    var isRunning: Bool { process != nil }

    /// How the last process ended; nil while it runs.
    var exitStatus: ExitStatus? { state.withLock { $0.process?.exitStatus } }

    var isPaused: Bool { state.withLock { $0.isPaused } }

    /// Whether nothing was done to the process since a moment.
    func wasWell(since nanoseconds: UInt64) -> Bool {
        state.withLock { !$0.isPaused && $0.harmedUntil < nanoseconds } && isRunning
    }

    /// Notes that the node may be slow or silent for a while.
    func harm(for milliseconds: UInt64) {
        state.withLock {
            $0.harmedUntil = max($0.harmedUntil, Deadline.now() + milliseconds * 1_000_000)
        }
    }

    /// Starts the process; it answers later.
    func start(joining seeds: [String]) async throws {
        guard !isRunning else { return }
        let ports = state.withLock { $0 }
        var arguments = [
            "serve", "--name", name, "--data", dataFolder,
            "--s3", "127.0.0.1:\(ports.s3Port)", "--admin", "127.0.0.1:\(ports.adminPort)",
            "--cluster", "\(host):\(ports.clusterPort)",
            "--advertise", advertised, "--threads", "1",
        ]
        for seed in seeds { arguments += ["--join", seed] }
        let command = launcher + [binary]
        let process = try await ChildProcess.start(
            command[0],
            command.dropFirst() + arguments + options,
            environment: (clock?.environment ?? [:]).merging(
                environment.merging(["HEADWATER_ADMIN_TOKEN": token]) { _, own in own }
            ) { _, own in own },
            outputFile: logFile
        )
        harm(for: 10_000)
        state.withLock { state in
            state.process = process
            state.isPaused = false
            state.isEnding = false
            state.starts += 1
        }
    }

    /// Ends the process without a chance to tidy up.
    func killHard() async throws {
        harm(for: 10_000)
        guard let process else { return }
        process.send(SIGKILL)
        _ = try await process.waitForExit()
    }

    /// Tells the process to end, and waits for that.
    ///
    /// - Returns: how it ended, and when it had drained, CLOCK_MONOTONIC in nanoseconds.
    func endWell(within span: Duration) async throws -> (ExitStatus, drained: UInt64) {
        guard let process else { throw TestSupportError("\(name) does not run") }
        state.withLock { $0.isEnding = true }
        let before = log.utf8.count
        process.send(SIGTERM)
        try await poll("\(name) to drain", within: span) {
            process.exitStatus != nil
                || String(self.log.utf8.dropFirst(before))?.contains("node has drained") == true
        }
        let drained = Deadline.now()
        return (try await process.waitForExit(within: span), drained)
    }

    var isEnding: Bool { state.withLock { $0.isEnding } }

    /// Stops the process where it is.
    func pause() {
        harm(for: 10_000)
        state.withLock { $0.isPaused = true }
        process?.send(SIGSTOP)
    }

    /// Lets the process go on.
    func resume() {
        process?.send(SIGCONT)
        state.withLock { $0.isPaused = false }
        harm(for: 3_000)
    }

    /// Resident memory without mapped files, in bytes; 0 while it does not run.
    var memory: UInt64 { process?.anonymousBytes ?? 0 }

    /// Open descriptors; 0 while it does not run.
    var descriptors: Int {
        process.map { TextFile.names(in: "/proc/\($0.identifier)/fd").count } ?? 0
    }
}
