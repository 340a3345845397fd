import ArgumentParser
import Glibc
import Node

/// `headwater serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run a node.",
        discussion: """
            Each flag has an environment variable, HEADWATER_ and the flag in capitals \
            (--admin-token-file: HEADWATER_ADMIN_TOKEN_FILE), and a line `name = value` in the file \
            of --config. A flag goes before the environment, the environment before the file.
            """
    )

    @Option(help: ArgumentHelp("The node's name, unique in the cluster. (default: host name)"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "The folder of everything this node keeps. (default: ./headwater-data)",
            valueName: "folder"
        )
    )
    var data: String?

    @Option(
        help: ArgumentHelp("The S3 listener. (default: 127.0.0.1:8400)", valueName: "host:port")
    )
    var s3: String?

    @Option(
        help: ArgumentHelp(
            "The admin API and metrics. (default: 127.0.0.1:8401)",
            valueName: "host:port"
        )
    )
    var admin: String?

    @Option(
        help: ArgumentHelp(
            "Gossip (UDP) and peers (TCP). (default: 127.0.0.1:8402)",
            valueName: "host:port"
        )
    )
    var cluster: String?

    @Option(
        help: ArgumentHelp(
            "The address that peers use. (default: --cluster)",
            valueName: "host:port"
        )
    )
    var advertise: String?

    @Option(
        help: ArgumentHelp(
            "A member to join; may be repeated. None and an empty folder: a new cluster of one.",
            valueName: "host:port"
        )
    )
    var join: [String] = []

    @Option(
        help: ArgumentHelp(
            "32 random bytes in base64, from `headwater key cluster`. Required unless every "
                + "listener is on loopback.",
            valueName: "file"
        )
    )
    var clusterKeyFile: String?

    @Option(
        help: ArgumentHelp(
            "The bearer token of the admin API, made at the first start. "
                + "(default: <data>/admin-token)",
            valueName: "file"
        )
    )
    var adminTokenFile: String?

    @Option(
        help: ArgumentHelp(
            "disk, or s3:http(s)://host:port with HEADWATER_STORE_ACCESS_KEY and _SECRET_KEY. "
                + "(default: disk)"
        )
    )
    var store: String?

    @Option(
        help: ArgumentHelp(
            "The region in the signatures for the store. (default: us-east-1)",
            valueName: "region"
        )
    )
    var storeRegion: String?

    @Option(
        help: ArgumentHelp(
            "How the node's own requests name a bucket at the store: path or virtual-host. "
                + "(default: path)",
            valueName: "style"
        )
    )
    var storeStyle: String?

    @Option(
        help: ArgumentHelp(
            "Certificates that may vouch for an https store. (default: the system's)",
            valueName: "file"
        )
    )
    var storeCaFile: String?

    @Option(
        help: ArgumentHelp(
            "How long the store may be silent on a read; five times that on a write. "
                + "(default: 60s)",
            valueName: "time"
        )
    )
    var storeTimeout: String?

    @Option(help: ArgumentHelp("Timing of gossip and elections: local, lan or wan. (default: lan)"))
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "A voter that is dead for so long gives its vote to a learner. (default: 72h)",
            valueName: "time"
        )
    )
    var replaceAfter: String?

    @Option(help: ArgumentHelp("TLS on the S3 and admin listeners.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The key of the certificate.", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("The domain of virtual-host style requests.", valueName: "domain"))
    var s3Domain: String?

    @Flag(help: "Ask for the admin token on /metrics too.")
    var privateMetrics = false

    @Option(
        help: ArgumentHelp(
            "What fills may keep on disk at once. (default: a tenth of the disk)",
            valueName: "size"
        )
    )
    var spoolLimit: String?

    @Option(help: ArgumentHelp("Fills at once. (default: 1000)", valueName: "count"))
    var fillLimit: String?

    @Option(
        help: ArgumentHelp(
            "Threads for connections. (default: one for each processor)",
            valueName: "count"
        )
    )
    var threads: String?

    @Option(help: ArgumentHelp("From trace to critical. (default: info)", valueName: "level"))
    var logLevel: String?

    @Option(help: ArgumentHelp("A file of settings, lines `name = value`.", valueName: "file"))
    var config: String?

    func run() async throws {
        try await runNode(try options())
    }

    /// The options from flags, environment and file.
    private func options() throws(CommandFailure) -> ServeOptions {
        do {
            var file: ConfigurationFile?
            if let path = config ?? Environment.variable("HEADWATER_CONFIG") {
                guard let text = TextFile.read(path) else {
                    throw OptionError("--config", path, "must be a text file that can be read")
                }
                file = try ConfigurationFile(text, name: path)
            }
            let sources = SettingSources(
                flags: flags,
                environment: Environment.variable,
                file: file
            )
            return try ServeOptions(sources, hostName: Environment.hostName)
        } catch let error as OptionError {
            throw CommandFailure(.usage, error.description)
        } catch {
            preconditionFailure("settings failed in an unknown way: \(error)")
        }
    }

    private var flags: [Setting: [String]] {
        let single: [(Setting, String?)] = [
            (.name, name), (.data, data), (.s3, s3), (.admin, admin), (.cluster, cluster),
            (.advertise, advertise), (.clusterKeyFile, clusterKeyFile),
            (.adminTokenFile, adminTokenFile), (.store, store), (.storeRegion, storeRegion),
            (.storeStyle, storeStyle), (.storeCAFile, storeCaFile), (.storeTimeout, storeTimeout),
            (.profile, profile),
            (.replaceAfter, replaceAfter),
            (.tlsCertificate, tlsCertificate), (.tlsKey, tlsKey), (.s3Domain, s3Domain),
            (.privateMetrics, privateMetrics ? "true" : nil), (.spoolLimit, spoolLimit),
            (.fillLimit, fillLimit), (.logLevel, logLevel), (.threads, threads),
        ]
        var flags: [Setting: [String]] = [.join: join]
        for (setting, value) in single {
            if let value { flags[setting] = [value] }
        }
        return flags
    }
}
