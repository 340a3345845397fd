internal import Glibc

/// A value behind a lock, and a way to wait for it to become what one waits for.
///
/// It is `Mutex` with a condition variable, for threads that may block: never for an event loop.
package final class Monitor<State: Sendable>: @unchecked Sendable {
    // Sendable: the three pointers never change, and `state` is only touched between lock and
    // unlock of `mutex`.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private let state: UnsafeMutablePointer<State>

    package init(_ initial: State) {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        state = .allocate(capacity: 1)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        defer { pthread_condattr_destroy(&attributes) }
        // Deadlines must not move when somebody sets the time of day.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        let made = (pthread_mutex_init(mutex, nil), pthread_cond_init(condition, &attributes))
        precondition(made == (0, 0), "a lock could not be made: \(made)")
        state.initialize(to: initial)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        state.deinitialize(count: 1)
        mutex.deallocate()
        condition.deallocate()
        state.deallocate()
    }

    /// Reads or changes the state without waking anybody: for changes that no waiter waits for.
    package func withLock<Value, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state.pointee)
    }

    /// Changes the state and wakes every waiter, so that it looks again.
    package func update<Value, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
        return try body(&state.pointee)
    }

    /// Changes the state and wakes one waiter: for queues, where one new item is work for one.
    package func updateForOne<Value, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_signal(condition)
            pthread_mutex_unlock(mutex)
        }
        return try body(&state.pointee)
    }

    /// Blocks the thread until `attempt` gives a value; it is asked again after each update.
    package func wait<Value>(_ attempt: (inout State) -> Value?) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let value = attempt(&state.pointee) { return value }
            pthread_cond_wait(condition, mutex)
        }
    }

    /// As above, but gives up with nil at a moment of `CLOCK_MONOTONIC`, in nanoseconds; never if
    /// that is nil.
    package func wait<Value>(
        untilNanoseconds deadline: UInt64?,
        _ attempt: (inout State) -> Value?
    ) -> Value? {
        guard let deadline else { return wait(attempt) }
        var moment = timespec(
            tv_sec: Int(clamping: deadline / 1_000_000_000),
            tv_nsec: Int(deadline % 1_000_000_000)
        )
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let value = attempt(&state.pointee) { return value }
            if pthread_cond_timedwait(condition, mutex, &moment) == ETIMEDOUT {
                return attempt(&state.pointee)
            }
        }
    }
}
