import Hashing
import JSON

/// Reads a backup line by line and says whether it is whole.
struct BackupCheck {
    private let name: String
    private let digest = RunningDigest()
    private(set) var cluster = ""
    private(set) var revision: Int64 = 0
    private(set) var blocks = 0
    private var hasHead = false
    private var hasEnd = false

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
            digest.update(bytes)
            blocks += 1
            return
        }
        guard let expected = line["sha256"]?.text, !hasEnd,
            line["blocks"]?.integer == Int64(blocks),
            Hexadecimal.encode(digest.finish()) == expected
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
