internal import Glibc
internal import Synchronization

/// The one thread that starts all child processes and lives as long as the tests.
///
/// A child asks to be killed when the *thread* that started it ends (PR_SET_PDEATHSIG), so that
/// thread must end with the process, however that ends.
final class SpawnThread: Sendable {
    static let shared = SpawnThread()

    private let jobs = Mutex<[@Sendable () -> Void]>([])
    private let wake: (read: Int32, write: Int32)

    private init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "pipe: errno \(errno)")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wake = (ends[0], ends[1])
        BlockingThread.start { [self] in
            var byte: UInt8 = 0
            while read(wake.read, &byte, 1) == 1 || errno == EINTR {
                let taken = jobs.withLock { jobs in
                    defer { jobs = [] }
                    return jobs
                }
                for job in taken { job() }
            }
        }
    }

    func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            jobs.withLock { $0.append { continuation.resume(with: Result { try body() }) } }
            var byte: UInt8 = 1
            _ = write(wake.write, &byte, 1)
        }
    }
}
