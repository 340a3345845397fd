internal import Glibc
internal import Synchronization
internal import TestSupport

/// The S3 store behind the nodes of the mode store: one more node, alone, with its embedded store.
final class ChaosStore: Sendable {
    static let accessKey = "CHAOSSTOREKEY0000001"
    static let secretKey = "chaosstoresecret00000000000000000000001"

    /// What readers and writers of objects use.
    static let buckets = [ObjectReader.bucket, ObjectWriter.bucket]

    private static let patience = Duration.seconds(30)

    private let binary: String
    private let logFolder: String
    private let dataFolder: String
    private let clusterKey: String
    /// Where the nodes reach it.
    private let host: String
    private let token: String
    /// Where its S3 is, on loopback too.
    let port: Int
    private let adminPort: Int
    private let clusterPort: Int
    private let process = Mutex<ChildProcess?>(nil)

    /// - Parameters:
    ///   - logFolder: for its log.
    ///   - dataParent: for its data.
    ///   - clusterKey: the file of a key, which a listener off loopback asks for.
    ///   - host: where the nodes reach it.
    init(
        binary: String,
        logFolder: String,
        dataParent: String,
        clusterKey: String,
        host: String,
        token: String
    ) throws {
        self.binary = binary
        self.logFolder = logFolder
        self.clusterKey = clusterKey
        self.host = host
        self.token = token
        dataFolder = dataParent + "/store"
        port = try FreePorts.take()
        adminPort = try FreePorts.take()
        clusterPort = try FreePorts.take()
    }

    /// What a node that keeps its objects here is told.
    var options: [String] { ["--store", "s3:http://\(host):\(port)"] }

    /// The secrets of a node that keeps its objects here.
    static var environment: [String: String] {
        ["HEADWATER_STORE_ACCESS_KEY": accessKey, "HEADWATER_STORE_SECRET_KEY": secretKey]
    }

    /// Starts it for the first time, with its access key and the buckets of the run.
    func found() async throws {
        try await start()
        let file = dataFolder + "-key.json"
        try TextFile.write(
            "{\"access-key\":\"\(Self.accessKey)\",\"secret-key\":\"\(Self.secretKey)\"}",
            to: file
        )
        let creation = try await ChildProcess.start(
            binary,
            [
                "access", "create", "--admin", "*", "--key-file", file, "--token", token,
                "--node", "http://127.0.0.1:\(adminPort)",
            ],
            outputFile: logFolder + "/store-access.log"
        )
        guard try await creation.waitForExit() == .code(0) else {
            throw TestSupportError(TextFile.read(logFolder + "/store-access.log") ?? "no key")
        }
        for bucket in Self.buckets {
            let answer = try await SignedClient(port: port).send("PUT", "/\(bucket)")
            guard answer.status == 200 else {
                throw TestSupportError("the store's bucket \(bucket): \(answer.status)")
            }
        }
    }

    /// Starts it with what it has, and waits until it answers.
    func start() async throws {
        let started = try await ChildProcess.start(
            binary,
            [
                "serve", "--name", "store", "--data", dataFolder,
                // Its own clients use loopback.
                "--s3", "\(host == "127.0.0.1" ? host : "0.0.0.0"):\(port)",
                "--admin", "127.0.0.1:\(adminPort)", "--cluster", "127.0.0.1:\(clusterPort)",
                "--cluster-key-file", clusterKey, "--threads", "1",
            ],
            environment: ["HEADWATER_ADMIN_TOKEN": token],
            outputFile: logFolder + "/store.log"
        )
        process.withLock { $0 = started }
        try await poll("the store to be ready", within: Self.patience) {
            if let status = started.exitStatus {
                throw TestSupportError("the store ended with \(status)")
            }
            let answer = try? await RawHTTPClient(port: self.adminPort).request("GET", "/v1/ready")
            return answer?.status == 200
        }
    }

    func send(_ signal: Int32) {
        process.withLock { $0 }?.send(signal)
    }

    /// Ends it without a chance to tidy up.
    func killHard() async throws {
        guard let running = process.withLock({ $0 }) else { return }
        running.send(SIGCONT)
        running.send(SIGKILL)
        _ = try await running.waitForExit()
    }

    /// Multipart uploads that are open, of all buckets, as their listings show them.
    func openUploads() async throws -> Int {
        var count = 0
        for bucket in Self.buckets {
            let answer = try await SignedClient(port: port).send(
                "GET",
                "/\(bucket)",
                query: "uploads="
            )
            guard answer.status == 200 else {
                throw TestSupportError("the store's uploads: \(answer.status)")
            }
            let text = String(decoding: answer.body, as: UTF8.self)
            count += text.split(separator: "<Upload>").count - 1
        }
        return count
    }
}
