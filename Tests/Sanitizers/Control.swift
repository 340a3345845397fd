// Whether a sanitizer can be trusted here: `Control mutex` shares a counter under a
// Synchronization.Mutex that threads wait for, and `Control continuation` awaits what another thread
// resumes, before and after: neither must be reported. `Control race` shares the counter without a
// lock, and `Control freed` reads it when it is gone: each must be, by the one or the other.

import Glibc
import Synchronization

/// Four threads and a counter; or a task, and a thread that resumes it.
@main enum Control {
    private static let rounds = 100_000
    private static let isRace = CommandLine.arguments.contains("race")
    private static let guarded = Mutex(0)

    static func main() async throws {
        if CommandLine.arguments.contains("continuation") { return try await awaitOften() }
        shareCounter()
    }

    private static func shareCounter() {
        let bare = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        bare.initialize(to: 0)
        let threads = (0..<4).map { _ in
            start(bare) { argument in
                if let bare = argument { Control.count(bare.assumingMemoryBound(to: Int.self)) }
                return nil
            }
        }
        for thread in threads { pthread_join(thread, nil) }
        precondition(isRace || guarded.withLock { $0 } == rounds * threads.count)
        bare.deallocate()
        if CommandLine.arguments.contains("freed") { print(bare.pointee) }
    }

    private static func start(
        _ argument: UnsafeMutableRawPointer?,
        _ body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?
    ) -> pthread_t {
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, body, argument)
        precondition(code == 0, "no thread: \(code)")
        return thread
    }

    private static func count(_ bare: UnsafeMutablePointer<Int>) {
        for _ in 0..<rounds {
            if isRace { bare.pointee += 1 } else { guarded.withLock { $0 += 1 } }
        }
    }

    private static let awaits = 10_000
    private static let handed = Mutex<UnsafeContinuation<Int, any Error>?>(nil)
    private static let resumed = Atomic(0)

    private static func awaitOften() async throws {
        let thread = start(nil) { _ in
            while Control.resumed.load(ordering: .relaxed) < Control.awaits {
                guard let continuation = Control.handed.withLock({ $0.take() }) else { continue }
                continuation.resume(returning: 1)
                Control.resumed.add(1, ordering: .relaxed)
            }
            return nil
        }
        var sum = 0
        for number in 1...awaits { sum += try await resumption(number) }
        pthread_join(thread, nil)
        precondition(sum == awaits)
    }

    /// Every second one is awaited only when it has been resumed.
    private static func resumption(_ number: Int) async throws -> Int {
        try await withUnsafeThrowingContinuation { continuation in
            handed.withLock { $0 = continuation }
            guard number % 2 == 0 else { return }
            while resumed.load(ordering: .relaxed) < number {}
        }
    }
}
