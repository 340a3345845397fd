import ArgumentParser
import Glibc
import TestSupport

/// Reads one object, or several that are the same, by very many readers at once.
@main
struct Readers: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads by many connections at once and compares every byte with a file.",
        discussion: """
            Reader I asks server I modulo their number, and of several paths the one whose turn it \
            is there. Exit code 1 where any reader did not get every byte.
            """
    )

    @Option(help: "A server, such as 127.0.0.1:8400; may be repeated.", transform: Self.address)
    var at: [ServerAddress]

    @Option(help: "What is asked for, such as /bucket/key.")
    var path: String?

    @Option(help: "A file with such paths, one a line; all are the same object.")
    var list: String?

    @Option(help: "The file with the bytes that must come.")
    var expect: String

    @Option(help: "How many readers.")
    var readers = 100

    @Option(help: "Milliseconds over which the readers begin.")
    var startSpread = 0

    @Option(help: "Seconds after which a reader without an end has failed.")
    var timeout = 60

    @Option(help: "Bytes of the kernel's receive buffer of each reader; 0: its default.")
    var receiveBuffer = 256 << 10

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    mutating func validate() throws {
        guard !at.isEmpty else { throw ValidationError("--at: name at least one server") }
        guard (path == nil) != (list == nil) else {
            throw ValidationError("give either --path or --list")
        }
        guard (1...60_000).contains(readers) else {
            throw ValidationError("--readers: from 1 to 60000")
        }
        guard (0...600_000).contains(startSpread) else {
            throw ValidationError("--start-spread: from 0 to 600000")
        }
        guard (1...86_400).contains(timeout) else {
            throw ValidationError("--timeout: from 1 to 86400")
        }
        guard (0...16 << 20).contains(receiveBuffer) else {
            throw ValidationError("--receive-buffer: from 0 to 16777216")
        }
    }

    func run() throws {
        let plan = ReadingPlan(
            servers: at,
            paths: try path.map { [$0] } ?? Self.paths(list ?? ""),
            readers: readers,
            startSpread: .milliseconds(startSpread)
        )
        let body = BodySource.file(try MappedFile(expect))
        let begun = Deadline.now()
        let answers = try ReaderSwarm.run(
            plan.readers(expecting: body),
            receiveBufferBytes: receiveBuffer,
            within: .seconds(timeout)
        )
        let report = ReadingReport(
            answers,
            size: body.size,
            nanoseconds: Deadline.now() - begun,
            processorMicroseconds: Self.processorMicroseconds()
        )
        print(json ? report.json : report.table)
        guard report.isAllWhole else { throw ExitCode.failure }
    }

    private static func address(_ text: String) throws -> ServerAddress {
        guard let address = ServerAddress(text) else {
            throw ValidationError("\(text): not an address such as 127.0.0.1:8400")
        }
        return address
    }

    private static func paths(_ file: String) throws -> [String] {
        let lines = (TextFile.read(file) ?? "").split(separator: "\n").map { String($0) }
        guard !lines.isEmpty else { throw ValidationError("--list \(file): holds no path") }
        return lines
    }

    /// Of this process until now.
    private static func processorMicroseconds() -> UInt64 {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        return UInt64(seconds) * 1_000_000
            + UInt64(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }
}
