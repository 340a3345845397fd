internal import Catalog
internal import Cluster
internal import JSON

/// The calls on single mappings and listings.
extension AdminAPI {
    func mapping(_ request: AdminRequest, _ query: AdminQuery, _ bytes: [UInt8]) async throws
        -> AdminResponse
    {
        try allow(request, "GET", "PUT", "DELETE")
        let key: MappingKey
        do {
            key = try MappingKey(bytes: bytes)
        } catch {
            throw AdminError.invalid(error)
        }
        switch request.method {
        case "PUT":
            try query.allow("force")
            if try !query.isForced() { try await checkStore(key) }
            return try await put(request, key)
        case "DELETE":
            try query.allow()
            return try await delete(request, key)
        default:
            try query.allow("consistency")
            if try !query.isLocal() { try await plane.readBarrier() }
            guard let entry = try plane.mapping(key) else {
                throw AdminError.notFound("there is no mapping \(key.text)")
            }
            return Self.response(entry)
        }
    }

    func list(_ query: AdminQuery) async throws -> AdminResponse {
        let prefix = Array((query.text("prefix") ?? "").utf8)
        if let revision = try query.integer("watch", in: 0...UInt64(Int64.max)) {
            try query.allow("prefix", "watch")
            return try watch(prefix, after: revision)
        }
        try query.allow("prefix", "after", "limit", "consistency", "watch")
        let limit = try query.integer("limit", in: 1...UInt64(CatalogLimits.page))
        if try !query.isLocal() { try await plane.readBarrier() }
        let page = try plane.mappings(
            prefix: prefix,
            after: query.text("after").map { Array($0.utf8) },
            limit: limit.map { Int($0) } ?? AdminLimits.defaultPage
        )
        return .json([
            "items": .array(page.entries.map(Self.json)),
            "next": .optional(page.next?.text),
            "revision": .count(page.revision),
        ])
    }

    private func watch(_ prefix: [UInt8], after revision: UInt64) throws -> AdminResponse {
        if case .compacted(let through) =
            try plane.changes(after: revision, prefix: prefix, limit: 1)
        {
            throw ChangeLines.compacted(through)
        }
        return AdminResponse(
            status: 200,
            fields: [("Content-Type", "application/x-ndjson"), ("Cache-Control", "no-store")],
            body: .lines(ChangeLines(feed: plane.watch(after: revision, prefix: prefix)))
        )
    }

    /// Refuses a bucket of which the store would not tell this node what it lacks (edge 2).
    private func checkStore(_ key: MappingKey) async throws(AdminError) {
        let bucket = key.bytes.prefix { $0 != UInt8(ascii: "/") }
        guard let objection = await node.storeObjection(to: Array(bucket)) else { return }
        throw AdminError(
            409,
            "StoreForbids",
            "\(key.text): \(objection); ?force=true writes the mapping all the same"
        )
    }

    private func put(_ request: AdminRequest, _ key: MappingKey) async throws -> AdminResponse {
        let condition = try Self.condition(request)
        let bytes = try await Self.body(request)
        let mapping = try Self.mapping(bytes)
        let operation = MappingOperation(key, .put(mapping), condition: condition)
        let revision = try await propose(operation, request).revision
        return Self.response(MappingEntry(key: key, mapping: mapping, revision: revision))
    }

    private func delete(_ request: AdminRequest, _ key: MappingKey) async throws -> AdminResponse {
        let condition = try Self.condition(request)
        _ = try await propose(MappingOperation(key, .delete, condition: condition), request)
        return .empty(204)
    }

    private func propose(_ operation: MappingOperation, _ request: AdminRequest) async throws
        -> (revision: UInt64, changes: Int)
    {
        let result = try await plane.propose(
            .write([secrets.sealing(operation)]),
            session: try Self.idempotencyKey(request)
        )
        switch result {
        case .applied(let revision, let changes):
            return (revision, changes)
        case .conditionFailed(_, let current):
            throw AdminError(
                412,
                "PreconditionFailed",
                current.map { "the mapping \(operation.key.text) has revision \($0)" }
                    ?? "there is no mapping \(operation.key.text)"
            )
        case .sessionReused:
            throw Self.reusedKey
        case .malformed, .memberRefused:
            preconditionFailure("the catalogue does not understand its own command: \(operation)")
        }
    }

    static let reusedKey = AdminError(
        422,
        "IdempotencyKeyReused",
        "this Idempotency-Key was used for a different write: choose a new one for each write"
    )

    // MARK: - Reading a request

    static func idempotencyKey(_ request: AdminRequest) throws(AdminError) -> String? {
        guard request.has("idempotency-key") else { return nil }
        let key = request.field("idempotency-key") ?? ""
        guard (1...AdminLimits.idempotencyKeyBytes).contains(key.utf8.count) else {
            throw .invalidArgument(
                "Idempotency-Key",
                key,
                "must be one text of 1 to \(AdminLimits.idempotencyKeyBytes) bytes"
            )
        }
        return key
    }

    private static func condition(_ request: AdminRequest) throws(AdminError) -> WriteCondition {
        let hasMatch = request.has("if-match")
        guard request.has("if-none-match") else {
            guard hasMatch else { return .none }
            let text = request.field("if-match") ?? ""
            guard text.hasPrefix("\""), text.hasSuffix("\""), text.count > 2,
                let revision = UInt64(text.dropFirst().dropLast())
            else {
                throw .invalidArgument("If-Match", text, "must be a revision in quotes, as \"17\"")
            }
            return .revision(revision)
        }
        guard !hasMatch, request.field("if-none-match") == "*" else {
            throw .invalidArgument(
                "If-None-Match",
                request.field("if-none-match") ?? "",
                "must be * and without If-Match"
            )
        }
        return .absent
    }

    /// An origin URL as it is, or JSON.
    static func mapping(_ bytes: [UInt8]) throws(AdminError) -> Mapping {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let first = bytes.first { !isSpace($0) }
        do {
            guard first == UInt8(ascii: "{") || first == UInt8(ascii: "\"") else {
                guard let text = String(validating: bytes, as: UTF8.self), first != nil else {
                    throw AdminError(
                        400,
                        "InvalidMapping",
                        "the body must be an origin URL or a mapping object"
                    )
                }
                var trimmed = text.utf8.drop(while: isSpace)
                while let last = trimmed.last, isSpace(last) { trimmed.removeLast() }
                return Mapping(origin: try OriginURL(String(Substring(trimmed))))
            }
            return try Mapping(json: try JSONReader.read(bytes))
        } catch let error as AdminError {
            throw error
        } catch let error as MappingError {
            throw .invalid(error)
        } catch {
            throw AdminError(400, "InvalidMapping", "the body is \(error)")
        }
    }

    static func body(_ request: AdminRequest) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        switch request.body {
        case .bytes(let whole): bytes = whole
        case .pieces(let next):
            while bytes.count <= AdminLimits.mappingBytes, let piece = try await next() {
                bytes += piece
            }
        }
        guard bytes.count <= AdminLimits.mappingBytes else {
            throw AdminError(
                413,
                "TooLarge",
                "a mapping object may have \(AdminLimits.mappingBytes) bytes at most"
            )
        }
        return bytes
    }

    // MARK: - Writing an answer

    private static func response(_ entry: MappingEntry) -> AdminResponse {
        AdminResponse.json(json(entry)).adding("ETag", "\"\(entry.revision)\"")
    }

    private static func json(_ entry: MappingEntry) -> JSONValue {
        [
            "key": .string(entry.key.text), "value": entry.mapping.redacted,
            "revision": .count(entry.revision),
        ]
    }
}
