import Fetch

/// Carries a client's requests to a node and waits for the answers.
protocol AdminTransport {
    func perform(
        _ method: AdminMethod,
        _ url: String,
        fields: [(name: String, value: String)],
        body: [UInt8]?
    ) throws(BlockingFailure) -> (status: Int, body: [UInt8])

    /// Hands the lines of a 200 out as they arrive; `onLine` ends it by false.
    func stream(
        _ url: String,
        fields: [(name: String, value: String)],
        onLine: (_ line: [UInt8]) -> Bool
    ) throws(BlockingFailure) -> (status: Int, body: [UInt8])
}

/// What a call of the admin API does.
enum AdminMethod {
    case get, put, post, delete

    fileprivate var blocking: BlockingHTTP.Method {
        switch self {
        case .get: .get
        case .put: .put
        case .post: .post
        case .delete: .delete
        }
    }
}

/// The transport of the network.
struct NetworkTransport: AdminTransport {
    func perform(
        _ method: AdminMethod,
        _ url: String,
        fields: [(name: String, value: String)],
        body: [UInt8]?
    ) throws(BlockingFailure) -> (status: Int, body: [UInt8]) {
        let response = try BlockingHTTP.perform(method.blocking, url, fields: fields, body: body)
        return (response.status, response.body)
    }

    func stream(
        _ url: String,
        fields: [(name: String, value: String)],
        onLine: (_ line: [UInt8]) -> Bool
    ) throws(BlockingFailure) -> (status: Int, body: [UInt8]) {
        let response = try BlockingHTTP.stream(.get, url, fields: fields, onLine: onLine)
        return (response.status, response.body)
    }
}
