import Fetch
import Synchronization

@testable import headwater

/// Answers requests from a list and keeps what was asked.
final class ScriptedTransport: AdminTransport {
    struct Request: Equatable {
        var method: AdminMethod
        var url: String
        var fields: [String]
        var body: String?
    }

    private let state: Mutex<(answers: [(Int, String)], requests: [Request])>
    private let failure: BlockingFailure?

    init(_ answers: [(Int, String)] = [], failure: BlockingFailure? = nil) {
        state = Mutex((answers, []))
        self.failure = failure
    }

    var requests: [Request] { state.withLock { $0.requests } }

    func perform(
        _ method: AdminMethod,
        _ url: String,
        fields: [(name: String, value: String)],
        body: [UInt8]?
    ) throws(BlockingFailure) -> (status: Int, body: [UInt8]) {
        if let failure { throw failure }
        let request = Request(
            method: method,
            url: url,
            fields: fields.map { "\($0.name): \($0.value)" },
            body: body.map { String(decoding: $0, as: UTF8.self) }
        )
        return state.withLock { state in
            state.requests.append(request)
            let (status, text) = state.answers.removeFirst()
            return (status, Array(text.utf8))
        }
    }

    func stream(
        _ url: String,
        fields: [(name: String, value: String)],
        onLine: ([UInt8]) -> Bool
    ) throws(BlockingFailure) -> (status: Int, body: [UInt8]) {
        let answer = try perform(.get, url, fields: fields, body: nil)
        guard answer.status == 200 else { return answer }
        for line in answer.body.split(separator: 0x0A) {
            guard onLine(Array(line)) else { break }
        }
        return (200, [])
    }
}
