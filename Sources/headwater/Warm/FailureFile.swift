import Glibc
import Synchronization

/// The paths that failed, one a line: a list for the next run.
final class FailureFile: Sendable {
    private struct State: ~Copyable {
        let file: UnsafeMutablePointer<FILE>?

        deinit {
            if let file { fclose(file) }
        }
    }

    private let state: Mutex<State>

    /// - Parameter path: nil to keep nothing.
    init(_ path: String?) throws(CommandFailure) {
        let file = try path.map { path throws(CommandFailure) in try TextFile.open(path, "we") }
        state = Mutex(State(file: file))
    }

    func add(_ path: [UInt8]) {
        state.withLock { state in
            guard let file = state.file else { return }
            fwrite(path + [0x0A], 1, path.count + 1, file)
        }
    }
}
