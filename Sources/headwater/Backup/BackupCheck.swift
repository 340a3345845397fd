import Hashing
import JSON

/// Reads a backup line by line and says whether it is whole.
struct BackupCheck {
    private let name: String
    private var digest = Digest256()
    private(set) var cluster = ""
    private(set) var revision: Int64 = 0
    private(set) var blocks = 0
    private var hasHead = false
    private var hasEnd = false

    /// A digest that a copyable owner can hold.
    private final class Digest256 {
        var digest: Digest? = Digest(.sha256)
    }

    /// - Parameter name: of the file, for messages.
    init(name: String) {
        self.name = name
    }

    /// - Throws: what is wrong, with the remedy.
    mutating func take(_ line: JSONValue) throws(CommandFailure) {
        guard hasHead else {
            guard line["headwater-backup"]?.integer == 1 else {
                throw CommandFailure(.refused, "\(name) is no backup that this version can read")
            }
            hasHead = true
            cluster = line["cluster"]?.text ?? ""
            revision = line["revision"]?.integer ?? 0
            return
        }
        if let text = line["block"]?.text, let bytes = Base64.decode(text), !hasEnd {
            bytes.withUnsafeBytes { digest.digest?.update($0) }
            blocks += 1
            return
        }
        guard let expected = line["sha256"]?.text, !hasEnd, let digest = digest.digest.take(),
            Hexadecimal.encode(digest.finish()) == expected,
            line["blocks"]?.integer == Int64(blocks)
        else { throw damaged }
        hasEnd = true
    }

    /// - Throws: where the end is missing.
    func finish() throws(CommandFailure) {
        guard hasEnd else { throw damaged }
    }

    private var damaged: CommandFailure {
        CommandFailure(.refused, "\(name) is damaged or not whole: take another backup")
    }
}
