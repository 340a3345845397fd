// Whether a sanitizer can be trusted here: `Control mutex` shares a counter under a
// Synchronization.Mutex that threads wait for, and must not be reported; `Control race` shares it
// without, and `Control freed` reads it when it is gone: each must be, by the one or the other.

import Glibc
import Synchronization

/// Four threads and a counter.
@main enum Control {
    private static let rounds = 100_000
    private static let isRace = CommandLine.arguments.contains("race")
    private static let guarded = Mutex(0)

    static func main() {
        let bare = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        bare.initialize(to: 0)
        let threads = (0..<4).map { _ in start(bare) }
        for thread in threads { pthread_join(thread, nil) }
        precondition(isRace || guarded.withLock { $0 } == rounds * threads.count)
        bare.deallocate()
        if CommandLine.arguments.contains("freed") { print(bare.pointee) }
    }

    private static func start(_ bare: UnsafeMutablePointer<Int>) -> pthread_t {
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { argument in
                if let bare = argument { Control.count(bare.assumingMemoryBound(to: Int.self)) }
                return nil
            },
            bare
        )
        precondition(code == 0, "no thread: \(code)")
        return thread
    }

    private static func count(_ bare: UnsafeMutablePointer<Int>) {
        for _ in 0..<rounds {
            if isRace { bare.pointee += 1 } else { guarded.withLock { $0 += 1 } }
        }
    }
}
