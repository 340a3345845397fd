internal import JSON

/// One answer of the admin API, whatever carries it.
package struct AdminResponse: Sendable {
    /// A whole body, or one that goes on for as long as the client listens.
    package enum Body: Sendable {
        case bytes([UInt8])
        /// NDJSON without an end of its own: each element is one or more whole lines. Whoever sends
        /// it cancels the task that iterates when the client has gone.
        case lines(ChangeLines)
        /// A backup as NDJSON.
        case backup(BackupLines)
    }

    package var status: Int
    /// Without Content-Length and Transfer-Encoding, which the transport adds.
    package var fields: [(name: String, value: String)]
    package var body: Body

    static func json(_ value: JSONValue, status: Int = 200) -> AdminResponse {
        AdminResponse(
            status: status,
            fields: [("Content-Type", "application/json")],
            body: .bytes(JSONWriter.bytes(value) + [0x0A])
        )
    }

    static func empty(_ status: Int) -> AdminResponse {
        AdminResponse(status: status, fields: [], body: .bytes([]))
    }

    static func text(_ text: String, type: String) -> AdminResponse {
        AdminResponse(
            status: 200,
            fields: [("Content-Type", type)],
            body: .bytes(Array(text.utf8))
        )
    }

    func adding(_ name: String, _ value: String) -> AdminResponse {
        var response = self
        response.fields.append((name, value))
        return response
    }
}
