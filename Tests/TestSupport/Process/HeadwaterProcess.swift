internal import Glibc
internal import Synchronization

/// The real binary, started on free loopback ports with a data folder of its own.
///
/// Dies with its owner. Found beside the tests in the build folder, or where
/// `HEADWATER_BINARY` says.
package final class HeadwaterProcess: Sendable {
    package let name: String
    package let s3: RawHTTPClient
    package let admin: RawHTTPClient
    package let clusterPort: Int
    package let folder: TemporaryFolder
    package let token: String
    private let options: Mutex<[String]>
    private let environment: [String: String]
    private let child: Mutex<ChildProcess?>

    private init(_ name: String, _ options: [String], _ environment: [String: String]) throws {
        self.name = name
        self.options = Mutex(options)
        self.environment = environment
        folder = try TemporaryFolder()
        s3 = RawHTTPClient(port: try FreePorts.take())
        admin = RawHTTPClient(port: try FreePorts.take())
        clusterPort = try FreePorts.take()
        token = "token-of-\(name)-for-tests-0123456789"
        child = Mutex(nil)
    }

    deinit {
        child.withLock { $0 }?.send(SIGKILL)
    }

    /// Starts a node and waits until it says that it is ready.
    ///
    /// - Parameter options: further flags of `headwater serve`.
    package static func start(
        _ name: String = "alpha",
        options: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> HeadwaterProcess {
        let node = try HeadwaterProcess(name, options, environment)
        try await node.launch()
        return node
    }

    /// The binary that belongs to these tests.
    package static var binary: String {
        if let path = getenv("HEADWATER_BINARY") { return String(cString: path) }
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let bytes = buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
        let path = String(decoding: bytes, as: UTF8.self)
        let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? "."
        return folder + "/headwater"
    }

    // MARK: Life

    /// Starts the process again with the same ports and data, and waits until it is ready.
    package func restart() async throws {
        try await launch()
    }

    /// Further flags for the next start instead of those of the last; a flag that is given twice
    /// has its last value.
    package func setOptions(_ new: [String]) {
        options.withLock { $0 = new }
    }

    /// Sends a signal; nothing happens when the process has ended.
    package func send(_ signal: Int32) {
        child.withLock { $0 }?.send(signal)
    }

    /// Ends it without a chance to tidy up, as a power cut of the process.
    package func killHard() async throws {
        send(SIGKILL)
        _ = try await waitForExit()
    }

    /// Waits until it has ended; throws `DeadlinePassed`.
    package func waitForExit(
        within span: Duration = Deadline.standard
    ) async throws -> ExitStatus {
        guard let child = child.withLock({ $0 }) else {
            throw TestSupportError("\(name) was never started")
        }
        return try await child.waitForExit(within: span)
    }

    package var isRunning: Bool {
        guard let child = child.withLock({ $0 }) else { return false }
        return child.exitStatus == nil
    }

    /// The process itself, for its memory and its end.
    package var process: ChildProcess? { child.withLock { $0 } }

    package var dataFolder: String { folder.path + "/data" }

    /// Everything it has written to its standard output and error, over all starts.
    package var log: String { TextFile.read(logFile) ?? "" }

    private var logFile: String { folder.path + "/log" }

    private func launch() async throws {
        let arguments =
            [
                "serve", "--name", name, "--data", dataFolder,
                "--s3", "127.0.0.1:\(s3.port)", "--admin", "127.0.0.1:\(admin.port)",
                "--cluster", "127.0.0.1:\(clusterPort)",
            ] + options.withLock { $0 }
        let started = try await ChildProcess.start(
            Self.binary,
            arguments,
            environment: environment.merging(["HEADWATER_ADMIN_TOKEN": token]) { given, _ in given
            },
            outputFile: logFile
        )
        child.withLock { $0 = started }
        try await poll("\(name) to be ready") {
            if let status = started.exitStatus {
                throw TestSupportError(
                    "\(self.name) ended with \(status):\n\(self.log.suffix(4000))"
                )
            }
            // Refused until the listener stands.
            let answer = try? await self.admin.request("GET", "/v1/ready", within: .seconds(5))
            return answer?.status == 200
        }
    }

    /// Runs a client command of the binary against this node; gives its exit status and output.
    package func command(
        _ arguments: [String],
        within span: Duration = Deadline.standard
    ) async throws -> (status: ExitStatus, output: String) {
        let output = folder.path + "/command-\(Deadline.now())"
        let child = try await ChildProcess.start(
            Self.binary,
            arguments,
            environment: [
                "HEADWATER_ADMIN_TOKEN": token, "HEADWATER_TOKEN": token,
                "HEADWATER_NODE": "http://127.0.0.1:\(admin.port)",
            ],
            outputFile: output
        )
        let status = try await child.waitForExit(within: span)
        return (status, TextFile.read(output) ?? "")
    }
}
