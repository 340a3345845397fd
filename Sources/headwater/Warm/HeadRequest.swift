import Fetch
import Synchronization

/// One HEAD request on the fetch thread, waited for by a task.
final class HeadRequest: FetchDelegate {
    enum Answer: Sendable {
        case head(FetchHead)
        case failed(FetchFailure)
    }

    private struct State {
        var head: FetchHead?
        var continuation: CheckedContinuation<Answer, Never>?
    }

    private let state: Mutex<State>

    private init(_ continuation: CheckedContinuation<Answer, Never>) {
        state = Mutex(State(continuation: continuation))
    }

    static func send(_ url: String, on thread: FetchThread) async -> Answer {
        await withCheckedContinuation { continuation in
            let request = FetchRequest(
                method: .head,
                url: url,
                fields: [("User-Agent", "headwater-warm")],
                connectTimeout: .seconds(5),
                idleTimeout: .seconds(120),
                permitsAddress: { _ in true }
            )
            thread.start(request, HeadRequest(continuation))
        }
    }

    func fetch(_ fetch: FetchHandle, received head: FetchHead) -> Bool {
        state.withLock { $0.head = head }
        return true
    }

    func fetch(_ fetch: FetchHandle, received body: UnsafeRawBufferPointer) -> FetchFlow {
        .proceed
    }

    func fetch(_ fetch: FetchHandle, ended end: FetchEnd) {
        let (head, continuation) = state.withLock { state in
            defer { state.continuation = nil }
            return (state.head, state.continuation)
        }
        switch (end, head) {
        case (.complete, let head?):
            continuation?.resume(returning: .head(head))
        case (.failed(let failure), _):
            continuation?.resume(returning: .failed(failure))
        case (.complete, nil):
            preconditionFailure("a fetch was complete without a head")
        }
    }
}
