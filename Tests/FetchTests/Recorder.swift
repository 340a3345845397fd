import Fetch
import Synchronization

/// A delegate that writes everything down, answers as the test says, and can be waited for.
final class Recorder: FetchDelegate {
    private struct State {
        var head: FetchHead?
        var body: [UInt8] = []
        var bodyCalls = 0
        var end: FetchEnd?
        var endCount = 0
        var waiting: [CheckedContinuation<FetchEnd, Never>] = []
    }

    private let state = Mutex(State())
    private let onHead: @Sendable (FetchHandle, FetchHead) -> Bool
    private let onBody: @Sendable (FetchHandle, _ call: Int) -> FetchFlow

    init(
        onHead: @escaping @Sendable (FetchHandle, FetchHead) -> Bool = { _, _ in true },
        onBody: @escaping @Sendable (FetchHandle, _ call: Int) -> FetchFlow = { _, _ in .proceed }
    ) {
        self.onHead = onHead
        self.onBody = onBody
    }

    var head: FetchHead? { state.withLock { $0.head } }
    var body: [UInt8] { state.withLock { $0.body } }
    var text: String { String(decoding: body, as: UTF8.self) }
    var endCount: Int { state.withLock { $0.endCount } }

    func field(_ name: String) -> String? { head?.fields.first { $0.name == name }?.value }

    /// The end, waited for.
    func end() async -> FetchEnd {
        await withCheckedContinuation { continuation in
            let end = state.withLock { state -> FetchEnd? in
                if state.end == nil { state.waiting.append(continuation) }
                return state.end
            }
            if let end { continuation.resume(returning: end) }
        }
    }

    /// The kind of failure, waited for; nil for a good end.
    func failure() async -> FetchFailure.Kind? {
        guard case .failed(let failure) = await end() else { return nil }
        return failure.kind
    }

    func fetch(_ fetch: FetchHandle, received head: FetchHead) -> Bool {
        state.withLock { $0.head = head }
        return onHead(fetch, head)
    }

    func fetch(_ fetch: FetchHandle, received body: UnsafeRawBufferPointer) -> FetchFlow {
        let call = state.withLock { state in
            state.bodyCalls += 1
            return state.bodyCalls
        }
        let flow = onBody(fetch, call)
        if flow == .proceed { state.withLock { $0.body.append(contentsOf: body) } }
        return flow
    }

    func fetch(_ fetch: FetchHandle, ended: FetchEnd) {
        let waiting = state.withLock { state in
            state.end = ended
            state.endCount += 1
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: ended) }
    }
}
