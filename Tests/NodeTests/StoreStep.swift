import TestSupport

/// A step at which a store behind the node can fail.
enum StoreStep: String, CaseIterable {
    /// The client's own GET, which finds nothing.
    case lookup
    /// The node's HEAD where a client was told 403.
    case check
    case put, create, part
    /// The HEAD before an upload is completed.
    case look
    case complete, abort

    /// Whether a request is the one of this step; `key` is "/bucket/key".
    func isTaken(by request: OriginRequest, of key: String) -> Bool {
        guard request.path == key else { return false }
        let query = request.target.split(separator: "?").dropFirst().first ?? ""
        let isOwn = request["Authorization"]?.contains("Credential=node/") ?? false
        return switch self {
        case .lookup: request.method == "GET"
        case .check, .look: request.method == "HEAD" && isOwn
        case .put: request.method == "PUT" && query.isEmpty
        case .create: request.method == "POST" && query == "uploads"
        case .part: request.method == "PUT" && query.hasPrefix("partNumber=2&")
        case .complete: request.method == "POST" && query.hasPrefix("uploadId=")
        case .abort: request.method == "DELETE" && query.hasPrefix("uploadId=")
        }
    }

    /// Of an object that comes to this step; multipart but for `put`.
    var size: UInt64 {
        switch self {
        case .lookup, .check, .put: 300_000
        case .create, .part, .look, .complete, .abort: 24 << 20
        }
    }
}
