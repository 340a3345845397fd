import Glibc
import LMDB
import Objects
import Testing

/// What the process does that is killed amid uploads in parts and copies: each thread on paths of
/// its own, one change after the other.
struct SurfaceCrashWork {
    static let pathCount = 12
    private static let threadCount = 4

    let folder: String
    let round: Int

    static func path(_ number: Int) -> String { "bucket/\(number)" }

    static func firstVersion(of round: Int) -> Int { round * 100_000 + 4 }

    /// Versions come in fours: an upload of three parts, its copy onto itself, a file, a deletion.
    static func body(_ path: Int, version: Int) -> [UInt8]? {
        switch version % 4 {
        case 0: parts(path, version: version).flatMap { $0 }
        case 1: body(path, version: version - 1)
        case 2: bytes(path, version, 30_000)
        default: nil
        }
    }

    private static func parts(_ path: Int, version: Int) -> [[UInt8]] {
        [40_000, 1, 20_000].enumerated().map { bytes(path, version &+ $0, $1) }
    }

    private static func bytes(_ path: Int, _ version: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ version &* 31 &+ path) }
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
        changes.wait { $0 >= round * 17 ? () : nil }
        for _ in 0..<round * 211 { sched_yield() }
        kill(getpid(), SIGKILL)
        workers[0].waitUntilEnded()
    }

    private static func change(_ number: Int, to version: Int, in test: TestStore) {
        let path = path(number)
        do {
            switch version % 4 {
            case 0:
                let id = try test.begin(path)
                for (index, body) in parts(number, version: version).enumerated() {
                    try test.part(path, id, UInt32(index + 1), body)
                }
                _ = try test.complete(path, id, [1, 2, 3], etag: "\(version)")
            case 1: _ = try test.copy(path, to: path, etag: "\(version)")
            case 2:
                let body = bytes(number, version, 30_000)
                let file = try test.file(with: body)
                try test.commit(
                    Array(path.utf8),
                    .file(file),
                    size: body.count,
                    etag: "\(version)"
                )
            default: _ = try test.delete(Array(path.utf8))
            }
        } catch {
            preconditionFailure("path \(number), version \(version): \(error)")
        }
    }

    private static func acknowledgementFile(_ folder: String, _ round: Int) -> String {
        folder + "/acknowledged-\(round)"
    }
}
