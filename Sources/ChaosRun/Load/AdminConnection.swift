internal import TestSupport

/// One kept connection to the admin API of a node, made anew when it breaks.
final class AdminConnection {
    private let node: ChaosNode
    private let token: String
    private var connection: RawConnection?
    /// Of which life of the node the connection is.
    private var life = 0

    init(_ node: ChaosNode, token: String) {
        self.node = node
        self.token = token
    }

    /// One call; a connection that fails is not used again.
    func call(
        _ method: String,
        _ target: String,
        fields: [(name: String, value: String)] = [],
        body: String = "",
        within span: Duration
    ) async -> NodeAnswer {
        // That it was closed with the node's last life is no news to a client.
        if life != node.starts { close() }
        life = node.starts
        // A kept connection may have been closed by the node meanwhile, which says nothing.
        let isKept = connection != nil
        let answer = await attempt(method, target, fields, body, span)
        guard isKept, case .broken = answer, method == "GET" else { return answer }
        return await attempt(method, target, fields, body, span)
    }

    func close() {
        connection?.close()
        connection = nil
    }

    private func attempt(
        _ method: String,
        _ target: String,
        _ fields: [(name: String, value: String)],
        _ body: String,
        _ span: Duration
    ) async -> NodeAnswer {
        do {
            let port = node.adminPort
            let current: RawConnection
            if let connection {
                current = connection
            } else {
                current = try await RawConnection.open(namespace: node.namespace, port: port)
                connection = current
            }
            let bytes = RawHTTPClient.bytes(
                method,
                target,
                port: port,
                fields: [("Authorization", "Bearer \(token)")] + fields,
                body: Array(body.utf8)
            )
            current.expectAnswer()
            _ = try await current.send(bytes, within: span)
            let answer = try await current.readAnswer(within: span)
            if answer.end == .clean {
                return .answer(status: answer.status, body: answer.body)
            }
            close()
            return answer.end == .deadline ? .silent : .broken
        } catch {
            close()
            return .broken
        }
    }
}
