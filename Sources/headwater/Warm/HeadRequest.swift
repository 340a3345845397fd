import Fetch
import Glibc
import S3
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

    /// - Parameter signer: signs the request, of which `url` has no query.
    static func send(
        _ url: String,
        _ signer: RequestSigner?,
        on thread: FetchThread
    ) async -> Answer {
        await withCheckedContinuation { continuation in
            let request = FetchRequest(
                method: .head,
                url: url,
                fields: [("User-Agent", "headwater-warm")] + signature(url, signer),
                connectTimeout: .seconds(5),
                idleTimeout: .seconds(120),
                permitsAddress: { _ in true }
            )
            thread.start(request, HeadRequest(continuation))
        }
    }

    private static func signature(
        _ url: String,
        _ signer: RequestSigner?
    ) -> [(name: String, value: String)] {
        guard let signer, let scheme = url.firstRange(of: "://") else { return [] }
        let rest = url[scheme.upperBound...]
        let host = rest.prefix { $0 != "/" }
        return signer.sign(
            RequestSigner.Request(
                method: "HEAD",
                host: String(host),
                path: Array(rest[host.endIndex...].utf8)
            ),
            secondsSince1970: Int64(time(nil))
        )
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
