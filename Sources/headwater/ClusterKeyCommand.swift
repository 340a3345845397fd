import ArgumentParser
import Hashing

/// `headwater key cluster`.
struct ClusterKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Print a new cluster key: 32 random bytes in base64, for --cluster-key-file."
    )

    func run() {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        Output.line(Base64.encode(bytes))
    }
}
