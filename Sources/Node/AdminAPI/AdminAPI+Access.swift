internal import Catalog
internal import Cluster
internal import JSON

/// The calls on access keys of the S3 listener.
extension AdminAPI {
    /// The calls below `/v1/access`; nil for all others.
    func accessRoute(_ request: AdminRequest, _ query: AdminQuery) async throws -> AdminResponse? {
        if request.path == "/v1/access" { return try await access(request, query) }
        guard request.path.hasPrefix("/v1/access/") else { return nil }
        let name = try PercentDecoding.text(request.path.dropFirst(11), of: "access key")
        return try await access(request, query, name)
    }

    private func access(_ request: AdminRequest, _ query: AdminQuery) async throws -> AdminResponse
    {
        try allow(request, "GET", "POST")
        guard request.method == "POST" else { return try await listAccess(query) }
        try query.allow()
        return try await createAccess(request)
    }

    private func access(_ request: AdminRequest, _ query: AdminQuery, _ name: String) async throws
        -> AdminResponse
    {
        try allow(request, "DELETE")
        try query.allow()
        let result = try await plane.propose(
            .access(.delete(name: name)),
            session: try Self.idempotencyKey(request)
        )
        switch result {
        case .applied(_, let changes):
            guard changes > 0 else {
                throw AdminError.notFound("there is no access key \(name)")
            }
            return .empty(204)
        case .sessionReused: throw Self.reusedKey
        default:
            throw AdminError.notFound("there is no access key \(name)")
        }
    }

    private func listAccess(_ query: AdminQuery) async throws -> AdminResponse {
        try query.allow("after", "limit", "consistency")
        let asked = try query.integer("limit", in: 1...UInt64(CatalogLimits.page))
        let limit = asked.map { Int($0) } ?? AdminLimits.defaultPage
        if try !query.isLocal() { try await plane.readBarrier() }
        let entries = try plane.accessKeys(after: query.text("after"), limit: limit + 1)
        let page = entries.prefix(limit)
        return .json([
            "items": .array(page.map(Self.json)),
            "next": .optional(entries.count > limit ? page.last?.key.name : nil),
        ])
    }

    private func createAccess(_ request: AdminRequest) async throws -> AdminResponse {
        let draft = try AccessDraft(try await Self.body(request))
        guard try plane.accessKeys(after: nil, limit: AccessLimits.keys).count < AccessLimits.keys
        else {
            throw AdminError(
                409,
                "TooManyKeys",
                "there are \(AccessLimits.keys) access keys, as many as there may be"
            )
        }
        let stored = secrets.seal(draft.secret, for: .accessKey(draft.name))
        let key: AccessKey
        do {
            key = try draft.key(storing: stored)
        } catch {
            throw AdminError(400, "InvalidAccessKey", error.description)
        }
        let result = try await plane.propose(
            .access(.create(key)),
            session: try Self.idempotencyKey(request)
        )
        switch result {
        case .applied(let revision, _):
            let entry: [JSONMember] = [
                JSONMember("access-key", .string(key.name)),
                JSONMember("secret-key", .string(draft.secret)),
            ]
            return .json(
                .object(entry + Self.members(key) + [JSONMember("revision", .count(revision))]),
                status: 201
            ).adding("Cache-Control", "no-store")
        case .conditionFailed:
            throw AdminError(409, "KeyExists", "there is an access key \(key.name) already")
        case .sessionReused:
            throw AdminError(
                422,
                "IdempotencyKeyReused",
                "a write with this Idempotency-Key took effect before; if it created an access "
                    + "key whose secret you never saw, delete that key and create another"
            )
        default:
            preconditionFailure("a new access key was answered \(result)")
        }
    }

    private static func json(_ entry: AccessKeyEntry) -> JSONValue {
        .object(
            [JSONMember("access-key", .string(entry.key.name))] + members(entry.key) + [
                JSONMember("created", .count(entry.createdMilliseconds)),
                JSONMember("revision", .count(entry.revision)),
            ]
        )
    }

    private static func members(_ key: AccessKey) -> [JSONMember] {
        AccessPermission.allCases.map { permission in
            let patterns = key.grants.filter { $0.permission == permission }
            return JSONMember(
                permission.name,
                .array(patterns.map { .string($0.pattern.text) })
            )
        } + [JSONMember("description", .string(key.description))]
    }
}
