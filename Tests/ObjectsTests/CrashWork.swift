import Glibc
import LMDB
import Objects
import Testing

/// What the process does that is killed: several threads, each changing its own few paths.
struct CrashWork {
    static let pathCount = 24
    private static let threadCount = 8

    let folder: String
    let round: Int

    static func path(_ number: Int) -> [UInt8] {
        // Every third path is a long one.
        let padding = number.isMultiple(of: 3) ? String(repeating: "x", count: 600) : ""
        return Array("bucket/\(padding)\(number)".utf8)
    }

    static func firstVersion(of round: Int) -> Int { round * 100_000 + 1 }

    /// The body of a version, or nil where the version is a deletion.
    static func body(_ path: Int, version: Int) -> [UInt8]? {
        guard version > 0, !version.isMultiple(of: 5) else { return nil }
        let size = [10, 5_000, 16_384, 16_385, 70_000][(version + path) % 5]
        return (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 13 &+ version &* 31 &+ path) }
    }

    /// The last version of each path that was acknowledged in a round; 0 where none was.
    static func acknowledgements(in folder: String, round: Int) throws -> [Int] {
        let descriptor = open(acknowledgementFile(folder, round), O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var versions = [Int](repeating: 0, count: pathCount)
        readAll(descriptor).withUnsafeBytes { bytes in
            for offset in stride(from: 0, to: bytes.count - 15, by: 16) {
                let path = bytes.loadUnaligned(fromByteOffset: offset, as: Int.self)
                versions[path] = bytes.loadUnaligned(fromByteOffset: offset + 8, as: Int.self)
            }
        }
        return versions
    }

    func runUntilKilled() throws {
        let test = try TestStore(folder: folder)
        let log = open(
            Self.acknowledgementFile(folder, round),
            O_WRONLY | O_CREAT | O_APPEND,
            0o600
        )
        try #require(log >= 0)
        let changes = Monitor(0)
        let workers = (0..<Self.threadCount).map { thread in
            WorkerThread(name: "work \(thread)") {
                var version = Self.firstVersion(of: round)
                while true {
                    for path in stride(from: thread, to: Self.pathCount, by: Self.threadCount) {
                        Self.change(path, to: version, in: test)
                        let entry = [path, version]
                        let written = entry.withUnsafeBytes { write(log, $0.baseAddress, $0.count) }
                        precondition(written == 16)
                        changes.update { $0 += 1 }
                    }
                    version += 1
                }
            }
        }
        // The more rounds, the later and the farther from the moment of an acknowledgement.
        changes.wait { $0 >= round * 40 ? () : nil }
        for _ in 0..<round * 137 { sched_yield() }
        kill(getpid(), SIGKILL)
        workers[0].waitUntilEnded()
    }

    private static func change(_ path: Int, to version: Int, in test: TestStore) {
        do {
            guard let body = body(path, version: version) else {
                _ = try test.delete(Self.path(path))
                return
            }
            let isInline = body.count <= 16_384 && version.isMultiple(of: 2)
            let source: ObjectBody = isInline ? .inline(body) : .file(try test.file(with: body))
            try test.commit(Self.path(path), source, size: body.count, etag: "\(version)")
        } catch {
            preconditionFailure("path \(path), version \(version): \(error)")
        }
    }

    private static func acknowledgementFile(_ folder: String, _ round: Int) -> String {
        folder + "/acknowledged-\(round)"
    }
}
