internal import Catalog
internal import Cluster
internal import JSON
internal import PeerProtocol

/// A refusal: its status, a code for programs and a message for people.
struct AdminError: Error, Equatable {
    var status: Int
    var code: String
    var message: String
    /// Further fields of the answer.
    var fields: [String: String] = [:]
    /// The line of a batch that is refused, counted from 1.
    var line: Int?

    init(_ status: Int, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    static func invalidArgument(_ name: String, _ value: String, _ expected: String) -> AdminError {
        let error = MappingError(name, value, expected: expected)
        return AdminError(400, "InvalidArgument", error.description)
    }

    static func notFound(_ message: String) -> AdminError {
        AdminError(404, "NotFound", message)
    }

    static func invalid(_ error: MappingError) -> AdminError {
        let code = error.field == "key" ? "InvalidKey" : "InvalidMapping"
        return AdminError(400, code, error.description)
    }

    /// What a client is told of a failure below; the text of a storage error is for the log.
    init(_ error: ControlPlaneError) {
        switch error {
        case .noQuorum:
            self.init(
                503,
                "NoQuorum",
                "no majority of the voters answers; reads with ?consistency=local go on"
            )
        case .overloaded:
            self.init(503, "Overloaded", "too many writes are waiting; try again in a second")
            fields = ["Retry-After": "1"]
        case .diskFull:
            self.init(507, "DiskFull", "the disk of this node is full; the write left no trace")
        case .closed:
            self.init(503, "Stopping", "this node is stopping; ask another one")
        case .tooLarge(let bytes):
            self.init(
                413,
                "TooLarge",
                "the write has \(bytes) bytes; one may have \(CatalogLimits.commandBytes) at most"
            )
        case .stalled:
            self.init(
                503,
                "StorageStalled",
                "the disk of this node does not answer; ask another node, or read with "
                    + "?consistency=local"
            )
        case .storage:
            self.init(500, "StorageFailed", "the node's storage failed; its log says how")
        }
    }

    var errorJSON: JSONValue {
        var error: [JSONMember] = [
            JSONMember("code", .string(code)), JSONMember("message", .string(message)),
        ]
        if let line { error.append(JSONMember("line", .count(line))) }
        return ["error": .object(error)]
    }

    var response: AdminResponse {
        var response = AdminResponse.json(errorJSON, status: status)
        for name in fields.keys.sorted() { response.fields.append((name, fields[name] ?? "")) }
        return response
    }
}
