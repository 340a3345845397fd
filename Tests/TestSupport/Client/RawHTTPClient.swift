/// Requests over fresh connections to a listener on loopback, byte for byte as a test wants them.
package struct RawHTTPClient: Sendable {
    private let namespace: String?
    package let port: Int

    /// - Parameter namespace: the name of a network namespace, whose loopback is meant.
    package init(namespace: String? = nil, port: Int) {
        self.namespace = namespace
        self.port = port
    }

    /// Sends bytes as they are on a new connection and reads one answer.
    package func exchange(
        _ bytes: [UInt8],
        isHeadOnly: Bool = false,
        sink: BodySink = .collect,
        within span: Duration = Deadline.standard
    ) async throws -> RawAnswer {
        let connection = try await RawConnection.open(namespace: namespace, port: port)
        defer { connection.close() }
        connection.expectAnswer(isHeadOnly: isHeadOnly, sink: sink)
        // A server may answer and close before it has read everything: read in any case.
        _ = try await connection.send(bytes, within: span)
        return try await connection.readAnswer(within: span)
    }

    /// Sends a text as it is, a HEAD where it begins with one, and reads one answer.
    package func exchange(
        _ text: String,
        within span: Duration = Deadline.standard
    ) async throws -> RawAnswer {
        try await exchange(Array(text.utf8), isHeadOnly: text.hasPrefix("HEAD "), within: span)
    }

    /// A well-formed request on a new connection.
    package func request(
        _ method: String,
        _ target: String,
        fields: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        sink: BodySink = .collect,
        within span: Duration = Deadline.standard
    ) async throws -> RawAnswer {
        try await exchange(
            Self.bytes(method, target, port: port, fields: fields, body: body),
            isHeadOnly: method == "HEAD",
            sink: sink,
            within: span
        )
    }

    /// The bytes of a request: Host unless given, Content-Length where there is a body or a method
    /// that has one, and the fields in order.
    package static func bytes(
        _ method: String,
        _ target: String,
        port: Int,
        fields: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) -> [UInt8] {
        let names = fields.map { $0.name.lowercased() }
        var head = "\(method) \(target) HTTP/1.1\r\n"
        if !names.contains("host") { head += "Host: 127.0.0.1:\(port)\r\n" }
        for field in fields { head += "\(field.name): \(field.value)\r\n" }
        let hasBody = !body.isEmpty || method == "PUT" || method == "POST"
        if hasBody, !names.contains("content-length"), !names.contains("transfer-encoding") {
            head += "Content-Length: \(body.count)\r\n"
        }
        return Array((head + "\r\n").utf8) + body
    }
}
