import Cluster
import JSON
import Metrics
import Node

/// An admin API and a short way to call it.
struct AdminWorld {
    let plane: MemoryControlPlane
    let node = ExampleNode()
    let api: AdminAPI

    init(
        hasPrivateMetrics: Bool = false,
        keptChanges: UInt64 = 1_000,
        secrets: SecretBox = SecretBox(keyring: nil)
    ) {
        plane = MemoryControlPlane(keptChanges: keptChanges)
        let metrics = MetricsRegistry()
        metrics.counter("x_total", "X.").increment()
        api = AdminAPI(
            plane: plane,
            node: node,
            token: "sesame",
            secrets: secrets,
            metrics: metrics,
            hasPrivateMetrics: hasPrivateMetrics
        )
    }

    struct Answer {
        var status: Int
        var fields: [(name: String, value: String)]
        var json: JSONValue?
        var text: String

        var code: String? { json?["error"]?["code"]?.text }
        var message: String { json?["error"]?["message"]?.text ?? "" }
        var keys: [String] { (json?["items"]?.elements ?? []).compactMap { $0["key"]?.text } }
    }

    func call(
        _ method: String,
        _ target: String,
        _ body: String = "",
        fields: [(name: String, value: String)] = [],
        token: String? = "sesame"
    ) async -> Answer {
        await call(method, target, .bytes(Array(body.utf8)), fields: fields, token: token)
    }

    func call(
        _ method: String,
        _ target: String,
        _ body: AdminRequest.Body,
        fields: [(name: String, value: String)] = [],
        token: String? = "sesame"
    ) async -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        var request = AdminRequest(
            method: method,
            path: parts[0],
            query: parts.count > 1 ? parts[1] : "",
            fields: fields,
            body: body
        )
        if let token { request.fields.append(("authorization", "Bearer \(token)")) }
        let response = await api.handle(request)
        guard case .bytes(let bytes) = response.body else {
            return Answer(status: response.status, fields: response.fields, json: nil, text: "…")
        }
        let json = try? JSONReader.read(bytes)
        return Answer(
            status: response.status,
            fields: response.fields,
            json: json,
            text: String(decoding: bytes, as: UTF8.self)
        )
    }

    /// The response with its stream.
    func watch(_ target: String) async throws -> ChangeLines {
        let parts = target.split(separator: "?").map(String.init)
        let response = await api.handle(
            AdminRequest(
                method: "GET",
                path: parts[0],
                query: parts[1],
                fields: [("Authorization", "bearer sesame")]
            )
        )
        guard case .lines(let lines) = response.body else {
            throw NoStream(status: response.status)
        }
        return lines
    }

    struct NoStream: Error, Equatable {
        var status: Int
    }
}
