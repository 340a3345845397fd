internal import Glibc
internal import Synchronization

/// A thread that fetches: hundreds of transfers at once, timers and small jobs beside them.
///
/// Blocking work does not belong on it. `shutdown()` must be called before the last reference
/// goes, because only then is it certain that no delegate is called any more.
package final class FetchThread: Sendable {
    private struct State {
        var thread: pthread_t?
        var nextIdentity: UInt64 = 1
    }

    /// What the new thread gets: retained once for it, released when it has ended.
    private final class Launch: Sendable {
        let configuration: FetchConfiguration
        let inbox: FetchInbox

        init(_ configuration: FetchConfiguration, _ inbox: FetchInbox) {
            self.configuration = configuration
            self.inbox = inbox
        }
    }

    private let inbox = FetchInbox()
    private let state: Mutex<State>

    package init(_ configuration: FetchConfiguration = FetchConfiguration()) {
        let launch = Unmanaged.passRetained(Launch(configuration, inbox)).toOpaque()
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                let launch = Unmanaged<Launch>.fromOpaque(argument).takeRetainedValue()
                // Signals are for the threads that wait for them; a broken pipe is an error code.
                var all = sigset_t()
                sigfillset(&all)
                pthread_sigmask(SIG_BLOCK, &all, nil)
                FetchLoop(configuration: launch.configuration, inbox: launch.inbox).run()
                return nil
            },
            launch
        )
        precondition(code == 0, "pthread_create failed with \(code)")
        state = Mutex(State(thread: thread))
    }

    deinit {
        inbox.shut()
        if let thread = state.withLock({ $0.thread }) { pthread_detach(thread) }
    }

    /// Starts a request; everything else happens on the fetch thread.
    ///
    /// After `shutdown()` the delegate is told at once, on the calling thread, that the fetch is
    /// stopped.
    @discardableResult
    package func start(_ request: FetchRequest, _ delegate: any FetchDelegate) -> FetchHandle {
        let identity = state.withLock { state in
            defer { state.nextIdentity += 1 }
            return state.nextIdentity
        }
        let handle = FetchHandle(identity: identity, inbox: inbox)
        if !inbox.send(.start(request, delegate, handle)) {
            delegate.fetch(handle, ended: .failed(.stopped))
        }
        return handle
    }

    /// Runs a job on the fetch thread, in the order of the calls; false after `shutdown()`.
    @discardableResult
    package func execute(_ work: @escaping @Sendable () -> Void) -> Bool {
        inbox.send(.execute(work))
    }

    /// Runs a job on the fetch thread once the span is over; dropped at `shutdown()`.
    package func schedule(after span: Duration, _ work: @escaping @Sendable () -> Void) {
        let moment = MonotonicClock.moment(span, after: MonotonicClock.now())
        inbox.send(.schedule(moment, work))
    }

    /// Stops all fetches, tells their delegates, and waits for the thread's end (unless called on
    /// it).
    ///
    /// Later calls do nothing.
    package func shutdown() {
        inbox.shut()
        let thread = state.withLock { state in
            defer { state.thread = nil }
            return state.thread
        }
        guard let thread else { return }
        if pthread_equal(thread, pthread_self()) != 0 {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }
}
