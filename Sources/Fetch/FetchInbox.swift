internal import CCurl
internal import Glibc
internal import Synchronization

/// The bounded-by-its-users queue into a fetch thread, and the event that wakes it.
///
/// The thread holds it as long as it runs, handles as long as they live; so the descriptor is
/// closed when the last of them is gone and never while someone may write to it.
final class FetchInbox: Sendable {
    private struct State {
        var commands: [FetchCommand] = []
        /// Whether the thread sleeps or is about to, so that it must be woken.
        var isSleeping = false
        var isClosed = false
    }

    private let state = Mutex(State())
    /// An eventfd that the thread polls.
    let wakeDescriptor: Int32

    init() {
        wakeDescriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        precondition(wakeDescriptor >= 0, "eventfd failed with errno \(errno)")
    }

    deinit {
        Glibc.close(wakeDescriptor)
    }

    /// False when the thread takes no more commands.
    @discardableResult
    func send(_ command: FetchCommand) -> Bool {
        let (isTaken, mustWake) = state.withLock { state -> (Bool, Bool) in
            guard !state.isClosed else { return (false, false) }
            state.commands.append(command)
            defer { state.isSleeping = false }
            return (true, state.isSleeping)
        }
        if mustWake { wake() }
        return isTaken
    }

    /// Takes no more commands and makes the thread end.
    func shut() {
        state.withLock {
            $0.isClosed = true
            $0.isSleeping = false
        }
        wake()
    }

    /// What was sent, and whether the inbox is closed; where there is nothing the thread may
    /// sleep, and will be woken by the next `send`.
    func take() -> (commands: [FetchCommand], isClosed: Bool) {
        state.withLock { state in
            let commands = state.commands
            state.commands = []
            state.isSleeping = commands.isEmpty
            return (commands, state.isClosed)
        }
    }

    private func wake() {
        var one: UInt64 = 1
        // Fails only when the counter is full, and then the thread is awake anyway.
        _ = write(wakeDescriptor, &one, 8)
    }

    /// Clears the event after the thread woke up.
    func acknowledge() {
        var count: UInt64 = 0
        _ = read(wakeDescriptor, &count, 8)
    }
}
