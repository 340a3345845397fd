import LMDB
import Synchronization
import TestSupport
import Testing

@testable import Objects

@Suite struct FileThreadsTests {
    /// What a job may hold.
    private final class Held: Sendable {
        let ended: @Sendable () -> Void

        init(ended: @escaping @Sendable () -> Void) {
            self.ended = ended
        }

        deinit {
            ended()
        }
    }

    @Test func `what a job holds may add a job at its end`() async throws {
        let threads = FileThreads(count: 2, queuedJobs: 1_000)
        let runs = Atomic(0)
        let ends = Mutex(0)
        // Ends follow jobs at any moment, also while a further job is taken.
        for _ in 0..<500 {
            // As the last reader of a body does.
            let held = Held { threads.addFollowing { ends.withLock { $0 += 1 } } }
            try threads.add { withExtendedLifetime(held) { _ = runs.add(1, ordering: .relaxed) } }
        }
        try await poll("all that was held to end") { ends.withLock { $0 } == 500 }
        #expect(runs.load(ordering: .relaxed) == 500)
        threads.stop()
        threads.waitUntilEnded()
    }

    @Test func `a job that has run holds nothing while others wait`() async throws {
        let threads = FileThreads(count: 1, queuedJobs: 1_000)
        let gate = Monitor(false)
        let isEnded = Mutex(false)
        do {
            let held = Held { isEnded.withLock { $0 = true } }
            try threads.add { withExtendedLifetime(held) {} }
        }
        for _ in 0..<10 { try threads.add { gate.wait { $0 ? () : nil } } }
        try await poll("what the first job held to end") { isEnded.withLock { $0 } }
        gate.update { $0 = true }
        threads.stop()
        threads.waitUntilEnded()
    }
}
