internal import Glibc
internal import Synchronization

/// A program started by a test; it does not outlive the tests, even if they crash.
package final class ChildProcess: Sendable {
    package let identifier: Int32
    private let status: Mutex<ExitStatus?>

    private init(identifier: Int32) {
        self.identifier = identifier
        status = Mutex(nil)
    }

    /// Starts a program with its output appended to a file.
    ///
    /// - Parameter environment: added to the environment of the tests.
    package static func start(
        _ path: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        outputFile: String
    ) async throws -> ChildProcess {
        ProcessLimits.raiseOpenFiles()
        // setpriv belongs to the base system of Debian; it becomes the program, same process.
        let leash = "/usr/bin/setpriv"
        let words =
            access(leash, X_OK) == 0
            ? [leash, "--pdeathsig", "KILL", path] + arguments : [path] + arguments
        let identifier = try await SpawnThread.shared.run {
            try spawn(words, environment, outputFile)
        }
        let child = ChildProcess(identifier: identifier)
        BlockingThread.start {
            var raw: Int32 = 0
            while waitpid(identifier, &raw, 0) < 0 && errno == EINTR {}
            let signal = raw & 0x7F
            let status = signal == 0 ? ExitStatus.code((raw >> 8) & 0xFF) : .signal(signal)
            child.status.withLock { $0 = status }
        }
        return child
    }

    /// Nil while it runs.
    package var exitStatus: ExitStatus? { status.withLock { $0 } }

    /// Sends a signal; nothing happens when the process has ended.
    package func send(_ signal: Int32) {
        status.withLock { status in
            // Under the lock, so that the number still belongs to the child.
            if status == nil { kill(identifier, signal) }
        }
    }

    /// Waits until it has ended; throws `DeadlinePassed`.
    package func waitForExit(
        within span: Duration = Deadline.standard
    ) async throws -> ExitStatus {
        try await poll("process \(identifier) to end", within: span) { self.exitStatus }
    }

    /// Resident memory in bytes: what the process itself holds, without pages of mapped files.
    package var anonymousBytes: UInt64 { statusField("RssAnon:") }

    /// Resident memory in bytes, with mapped files.
    package var residentBytes: UInt64 { statusField("VmRSS:") }

    /// The most resident memory so far, in bytes, with mapped files.
    package var peakResidentBytes: UInt64 { statusField("VmHWM:") }

    private func statusField(_ name: String) -> UInt64 {
        let text = TextFile.read("/proc/\(identifier)/status") ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        let number = line?.split { $0 == " " || $0 == "\t" }.dropFirst().first
        return (number.flatMap { UInt64($0) } ?? 0) * 1024
    }

    private static func spawn(
        _ words: [String],
        _ environment: [String: String],
        _ outputFile: String
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let append = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputFile, append, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        closeAll(from: 3, &actions)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var identifier: pid_t = 0
        var arguments = words.map { strdup($0) } + [nil]
        var variables = Self.environment(adding: environment).map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        let result = posix_spawn(
            &identifier,
            words[0],
            &actions,
            &attributes,
            &arguments,
            &variables
        )
        guard result == 0 else { throw TestSupportError("\(words[0]): errno \(result)") }
        return identifier
    }

    /// A socket of the tests kept open by a child would never close at its other end.
    private static func closeAll(from: Int32, _ actions: inout posix_spawn_file_actions_t) {
        typealias Add = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
        // A GNU extension, which the Glibc module leaves out.
        let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np")
        precondition(symbol != nil, "glibc 2.34 or later is needed")
        let add = unsafeBitCast(symbol, to: Add.self)
        precondition(add(&actions, from) == 0, "no memory for a file action")
    }

    /// The environment of the tests with changes, without settings meant for a node.
    private static func environment(adding changes: [String: String]) -> [String] {
        var entries: [String] = []
        var position = environ
        while let entry = position.pointee {
            let text = String(cString: entry)
            let name = String(text.prefix { $0 != "=" })
            if changes[name] == nil, !name.hasPrefix("HEADWATER_") { entries.append(text) }
            position += 1
        }
        return entries + changes.map { "\($0.key)=\($0.value)" }
    }
}
