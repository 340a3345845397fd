import Glibc
import Synchronization

/// The paths of a list, handed out one by one to many tasks; the list is never in memory.
final class WarmList: WarmSource {
    /// Of a file; nil where the list cannot be read twice.
    let total: Int?
    private let lines: Mutex<LineFile>

    init(_ path: String) throws(CommandFailure) {
        var status = stat()
        if path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
            let counted = try LineFile(path)
            var count = 0
            while let line = counted.next() { count += line.isEmpty ? 0 : 1 }
            total = count
        } else {
            total = nil
        }
        let file = try LineFile(path)
        lines = Mutex(file)
    }

    /// The next path that is not empty.
    func next() -> WarmPath? {
        lines.withLock { lines in
            while let line = lines.next() {
                if !line.isEmpty { return WarmPath(bytes: line) }
            }
            return nil
        }
    }

    func finished(_ path: WarmPath, isAnswered: Bool) {
        // A list is not resumed: what was warmed is a hit the next time.
    }
}
