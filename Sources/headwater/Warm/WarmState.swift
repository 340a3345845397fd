import Glibc
import JSON
import Synchronization

/// How far a run through an origin is, in a file, so that one that was cut off goes on there.
final class WarmState: Sendable {
    /// The key after which the run goes on; nil from the beginning.
    let after: String?

    private let path: String
    private let mapping: String
    private let hasFailed = Atomic<Bool>(false)

    /// Reads the state of a run through the same mapping; another's, or none, begins anew.
    init(_ path: String, mapping: String) {
        self.path = path
        self.mapping = mapping
        var found: String?
        if let text = TextFile.read(path) {
            do {
                let value = try JSONReader.read(Array(text.utf8))
                if value["mapping"]?.text == mapping { found = value["after"]?.text }
            } catch {
                Output.error("headwater: \(path) is no state of a run: beginning anew")
            }
        }
        after = found
    }

    /// Everything up to this key was answered; a file that cannot be written is told once.
    func save(after key: String) {
        let text = JSONWriter.bytes(["mapping": .string(mapping), "after": .string(key)])
        let temporary = path + ".new"
        guard let file = fopen(temporary, "we") else { return failed() }
        let written = fwrite(text, 1, text.count, file)
        guard fclose(file) == 0, written == text.count, rename(temporary, path) == 0 else {
            return failed()
        }
    }

    /// The run is through.
    func remove() {
        unlink(path)
    }

    private func failed() {
        guard !hasFailed.exchange(true, ordering: .relaxed) else { return }
        let reason = String(cString: strerror(errno))
        Output.error(
            "headwater: \(path) cannot be written, so the run cannot go on later: \(reason)"
        )
    }
}
