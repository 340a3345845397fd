internal import Glibc

/// A thread of its own for work that blocks, which neither an event loop nor Swift's cooperative
/// pool (as many threads as cores) may do.
package struct WorkerThread: Sendable {
    private let ended: Monitor<Bool>
    private let identity: Monitor<pthread_t?>

    /// Starts a thread that runs `body` once.
    ///
    /// - Parameter name: shown by `top -H` and debuggers; at most 15 bytes count.
    package init(name: String, body: @escaping @Sendable () -> Void) {
        let ended = Monitor(false)
        let identity = Monitor<pthread_t?>(nil)
        self.ended = ended
        self.identity = identity
        let start = ThreadStart {
            Self.nameCurrentThread(name)
            identity.update { $0 = pthread_self() }
            body()
            // A later thread may get the same identity.
            identity.update { $0 = nil }
            ended.update { $0 = true }
        }
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            Unmanaged.passRetained(start).toOpaque()
        )
        precondition(code == 0, "thread \(name) could not be started: error \(code)")
        pthread_detach(thread)
    }

    /// Whether the caller runs on this thread.
    package var isCurrent: Bool {
        identity.withLock { $0.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    /// Blocks until the body has returned.
    package func waitUntilEnded() {
        ended.wait { $0 ? () : nil }
    }

    /// Names the thread by its file in /proc, for Swift does not see `pthread_setname_np`.
    ///
    /// A thread without a name works as well, so a failure does not matter.
    private static func nameCurrentThread(_ name: String) {
        let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, name, name.utf8.count)
        close(descriptor)
    }
}
