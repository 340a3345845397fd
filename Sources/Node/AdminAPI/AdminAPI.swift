internal import Catalog
package import Cluster
internal import Hashing
internal import JSON
package import Metrics
internal import PeerProtocol

/// The admin API of design chapter 3: requests in, answers out, over any transport.
///
/// It never throws: whatever goes wrong is an answer `{"error":{"code","message"}}`. Requests
/// without the token get nothing but health, readiness and, unless they are private, metrics.
package struct AdminAPI: Sendable {
    let plane: any ControlPlane
    let node: any AdminNode
    let secrets: SecretBox
    private let token: [UInt8]
    private let metrics: MetricsRegistry
    private let hasPrivateMetrics: Bool

    /// - Parameters:
    ///   - token: what clients send as `Authorization: Bearer TOKEN`; not empty.
    ///   - secrets: seals what is stored.
    ///   - hasPrivateMetrics: whether `/metrics` wants the token too.
    package init(
        plane: any ControlPlane,
        node: any AdminNode,
        token: String,
        secrets: SecretBox = SecretBox(keyring: nil),
        metrics: MetricsRegistry,
        hasPrivateMetrics: Bool
    ) {
        precondition(!token.isEmpty, "an admin API without a token would be open to all")
        self.plane = plane
        self.node = node
        self.token = Array(token.utf8)
        self.secrets = secrets
        self.metrics = metrics
        self.hasPrivateMetrics = hasPrivateMetrics
    }

    /// Answers one request; a failure of the storage is also reported to the node's log.
    package func handle(_ request: AdminRequest) async -> AdminResponse {
        do {
            return try await route(request)
        } catch let error as AdminError {
            return error.response
        } catch let error as ControlPlaneError {
            if case .storage(let text) = error { node.report(text) }
            return AdminError(error).response
        } catch {
            node.report("\(error)")
            return AdminError(500, "StorageFailed", "the node failed; its log says how").response
        }
    }

    private func route(_ request: AdminRequest) async throws -> AdminResponse {
        if let response = try await openRoute(request) { return response }
        try authorize(request)
        let query = try AdminQuery(request.query)
        if let response = try await accessRoute(request, query) { return response }
        switch request.path {
        case "/metrics":
            return metricsText()
        case "/v1/kv":
            try allow(request, "GET")
            return try await list(query)
        case "/v1/kv:batch":
            try allow(request, "POST")
            try query.allow()
            return try await MappingBatch(plane: plane, secrets: secrets, request: request).run()
        case "/v1/leave":
            try allow(request, "POST")
            try query.allow()
            return try Self.answer(await node.remove(node.name), to: "leaving", node.name)
        case "/v1/leadership":
            try allow(request, "POST")
            try query.allow("to")
            let name = query.text("to")
            let outcome = await node.transferLeadership(to: name)
            return try Self.answer(outcome, to: "the transfer to", name ?? "another voter")
        case "/v1/backup":
            try allow(request, "GET")
            try query.allow()
            try await plane.readBarrier()
            return AdminResponse(
                status: 200,
                fields: [("Content-Type", "application/x-ndjson")],
                body: .backup(try await node.backup())
            )
        case "/v1/restore":
            try allow(request, "POST")
            try query.allow()
            return try await RestoreCall(plane: plane, request: request).run()
        case "/v1/members":
            try allow(request, "GET")
            try query.allow()
            return .json(["items": .array(await node.members().map(\.json))])
        case "/v1/status":
            try allow(request, "GET")
            try query.allow()
            return try status()
        case "/v1/route":
            try allow(request, "GET")
            return try await route(query)
        case "/v1/origin": return try await origin(request, query)
        case "/v1/fills":
            try allow(request, "GET")
            try query.allow()
            return .json(["items": .array(await node.fills().map(\.json))])
        default:
            if request.path.hasPrefix("/v1/members/") {
                let bytes = try PercentDecoding.bytes(request.path.dropFirst(12), of: "name")
                try allow(request, "DELETE")
                try query.allow()
                let name = String(decoding: bytes, as: UTF8.self)
                return try Self.answer(await node.remove(name), to: "the removal of", name)
            }
            guard request.path.hasPrefix("/v1/kv/") else {
                throw AdminError.notFound("there is no call \(request.method) \(request.path)")
            }
            let key = try PercentDecoding.bytes(request.path.dropFirst(7), of: "key")
            return try await mapping(request, query, key)
        }
    }

    private static func answer(
        _ outcome: MembershipOutcome,
        to action: String,
        _ name: String
    ) throws(AdminError) -> AdminResponse {
        switch outcome {
        case .done: return .empty(204)
        case .unknown: throw AdminError.notFound("there is no member \(name)")
        case .refused(let reason): throw AdminError(409, "Refused", reason)
        case .pending(let reason):
            throw AdminError(503, "Pending", "\(action) \(name) is not done: \(reason)")
        }
    }

    /// The calls that need no token.
    private func openRoute(_ request: AdminRequest) async throws -> AdminResponse? {
        switch request.path {
        case "/v1/health":
            try allow(request, "GET")
            return .json(["status": "ok"])
        case "/v1/ready":
            try allow(request, "GET")
            let obstacles = await node.obstacles()
            return .json(
                [
                    "ready": .bool(obstacles.isEmpty),
                    "obstacles": .array(obstacles.map { .string($0) }),
                ],
                status: obstacles.isEmpty ? 200 : 503
            )
        case "/metrics":
            try allow(request, "GET")
            return hasPrivateMetrics ? nil : metricsText()
        default:
            return nil
        }
    }

    private func metricsText() -> AdminResponse {
        .text(metrics.render(), type: "text/plain; version=0.0.4; charset=utf-8")
    }

    private func authorize(_ request: AdminRequest) throws(AdminError) {
        let scheme = "bearer "
        let value = request.field("authorization") ?? ""
        let sent = value.utf8.dropFirst(scheme.utf8.count)
        guard value.lowercased().hasPrefix(scheme), MessageAuthentication.equal(sent, token) else {
            var error = AdminError(
                401,
                "Unauthorized",
                request.has("authorization")
                    ? "the token is not this node's admin token"
                    : "send Authorization: Bearer TOKEN with this node's admin token"
            )
            error.fields = ["WWW-Authenticate": "Bearer"]
            throw error
        }
    }

    func allow(_ request: AdminRequest, _ methods: String...) throws(AdminError) {
        guard !methods.contains(request.method) else { return }
        var error = AdminError(
            405,
            "MethodNotAllowed",
            "\(request.method) is not for \(request.path): use \(methods.joined(separator: ", "))"
        )
        error.fields = ["Allow": methods.joined(separator: ", ")]
        throw error
    }

    private func status() throws -> AdminResponse {
        node.followView()
        let status = try plane.status()
        return .json([
            "name": .string(node.name),
            "cluster": .string(node.cluster),
            "role": .string(status.role.rawValue),
            "term": .count(status.term),
            "leader": .optional(status.leader),
            "commit": .count(status.commit),
            "applied": .count(status.applied),
            "voters": .array(status.voters.map { .string($0) }),
            "learners": .array(status.learners.map { .string($0) }),
            "view": [
                "number": .count(status.view.number),
                "members": .array(status.view.members.map { .string($0) }),
            ],
            "store": .string(node.store),
            "store-conditional-writes": .optional(node.conditionalWrites),
        ])
    }

    private func route(_ query: AdminQuery) async throws -> AdminResponse {
        try query.allow("path")
        let path = query.text("path") ?? ""
        let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, BucketName.isValid(Array(parts[0].utf8)), !parts[1].isEmpty else {
            throw AdminError.invalidArgument("path", path, "must be bucket/key")
        }
        return .json(try await node.route(path: Array(path.utf8)).json)
    }
}
