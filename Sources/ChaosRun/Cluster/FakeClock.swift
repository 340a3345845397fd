internal import Glibc
internal import TestSupport

/// The wall clock of one node, behind which libfaketime stands; its monotonic clock is the system's.
struct FakeClock: Sendable {
    private static let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"

    /// Whether libfaketime is installed (Debian's package `faketime`).
    static var isPossible: Bool { access(library, R_OK) == 0 }

    /// Holds the offset; read again every second.
    private let file: String

    /// - Parameter file: where its offset is to be kept.
    init(file: String) throws {
        self.file = file
        try TextFile.write("+0\n", to: file)
    }

    /// What a process must have in its environment.
    var environment: [String: String] {
        [
            "LD_PRELOAD": Self.library, "FAKETIME_TIMESTAMP_FILE": file,
            "FAKETIME_CACHE_DURATION": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        ]
    }

    func set(seconds: Int) {
        do {
            // In place of the old file at once: half a number would be another one.
            try TextFile.write("\(seconds < 0 ? "" : "+")\(seconds)\n", to: file + ".new")
            rename(file + ".new", file)
        } catch {
            preconditionFailure("the clock's file cannot be written: \(error)")
        }
    }
}
