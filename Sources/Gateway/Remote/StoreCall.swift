internal import Fetch
internal import Synchronization

/// One try of a request to the store: gathers the answer, which is small.
final class StoreCall: FetchDelegate {
    private struct State {
        var head: FetchHead?
        var document: [UInt8] = []
    }

    private let completion: @Sendable (Result<StoreAnswer, StoreFailure>) -> Void
    private let state = Mutex(State())

    init(completion: @escaping @Sendable (Result<StoreAnswer, StoreFailure>) -> Void) {
        self.completion = completion
    }

    func fetch(_ fetch: FetchHandle, received head: FetchHead) -> Bool {
        state.withLock { $0.head = head }
        return true
    }

    func fetch(_ fetch: FetchHandle, received body: UnsafeRawBufferPointer) -> FetchFlow {
        state.withLock { state in
            guard state.document.count + body.count <= RemoteLimits.documentBytes else {
                return .stop
            }
            state.document.append(contentsOf: body)
            return .proceed
        }
    }

    func fetch(_ fetch: FetchHandle, ended: FetchEnd) {
        let (head, document) = state.withLock { ($0.head, $0.document) }
        switch ended {
        case .complete:
            guard let head else { return completion(.failure(.noAnswer("no head"))) }
            completion(
                .success(
                    StoreAnswer(status: head.status, fields: head.fields, document: document)
                )
            )
        case .failed(let failure): completion(.failure(.noAnswer(failure.message)))
        }
    }
}
