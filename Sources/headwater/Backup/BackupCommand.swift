import ArgumentParser
import Glibc
import JSON

/// `headwater backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write mappings, buckets and access keys to a file, while the cluster runs.",
        discussion: """
            The file is one moment's state. It holds secrets, so it is readable by \
            its owner only; keep it so. It appears under its name when it is whole and on disk. \
            Objects are not in it: they are in the store.
            """
    )

    @Argument(help: ArgumentHelp("The file; it must not exist."))
    var file: String

    @OptionGroup var options: ClientOptions

    func run() throws {
        let client = try options.client()
        guard access(file, F_OK) != 0 else {
            throw CommandFailure(.refused, "\(file) exists: choose another name")
        }
        let partial = file + ".partial"
        let check = try Self.write(client, to: partial)
        guard rename(partial, file) == 0 else {
            throw CommandFailure(.refused, "\(file): \(String(cString: strerror(errno)))")
        }
        if options.json {
            return Output.json([
                "file": .string(file), "revision": .integer(check.revision),
                "blocks": .count(check.blocks),
            ])
        }
        Output.line("revision \(check.revision) of cluster \(check.cluster) is in \(file)")
    }

    private static func write(
        _ client: AdminClient,
        to path: String
    ) throws(CommandFailure) -> BackupCheck {
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0, let output = fdopen(descriptor, "w") else {
            throw CommandFailure(.refused, "\(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(output) }
        var check = BackupCheck(name: path)
        try client.stream("/v1/backup") { value throws(CommandFailure) in
            try check.take(value)
            let line = JSONWriter.bytes(value) + [0x0A]
            guard fwrite(line, 1, line.count, output) == line.count else {
                throw CommandFailure(.refused, "\(path): \(String(cString: strerror(errno)))")
            }
            return true
        }
        try check.finish()
        guard fflush(output) == 0, fsync(fileno(output)) == 0 else {
            throw CommandFailure(.refused, "\(path): \(String(cString: strerror(errno)))")
        }
        return check
    }
}
