internal import Fetch
internal import Synchronization

/// One request whose answer is small and wanted whole.
final class WholeFetch: FetchDelegate {
    private struct State {
        var status = 0
        var body: [UInt8] = []
        var isTooLarge = false
        var continuation: CheckedContinuation<Void, Never>?
        var failure: String?
    }

    private let limit: Int
    private let state = Mutex(State())

    private init(limit: Int) {
        self.limit = limit
    }

    /// The status and body of the answer.
    ///
    /// - Throws: `OriginListingError.unavailable`, also for a body longer than `limit`.
    static func run(
        _ request: FetchRequest,
        on thread: FetchThread,
        limit: Int
    ) async throws(OriginListingError) -> (status: Int, body: [UInt8]) {
        let fetch = WholeFetch(limit: limit)
        await withCheckedContinuation { continuation in
            fetch.state.withLock { $0.continuation = continuation }
            thread.start(request, fetch)
        }
        let state = fetch.state.withLock { $0 }
        if state.isTooLarge { throw .unavailable("its answer has more than \(limit) bytes") }
        if let failure = state.failure { throw .unavailable(failure) }
        return (state.status, state.body)
    }

    func fetch(_ fetch: FetchHandle, received head: FetchHead) -> Bool {
        state.withLock { $0.status = head.status }
        return true
    }

    func fetch(_ fetch: FetchHandle, received body: UnsafeRawBufferPointer) -> FetchFlow {
        state.withLock { state in
            guard state.body.count + body.count <= limit else {
                state.isTooLarge = true
                return .stop
            }
            state.body.append(contentsOf: body)
            return .proceed
        }
    }

    func fetch(_ fetch: FetchHandle, ended end: FetchEnd) {
        let continuation = state.withLock { state in
            if case .failed(let failure) = end { state.failure = "\(failure.kind)" }
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume()
    }
}
