/// Calls of the admin API.
extension HeadwaterProcess {
    /// A call with the token of the node; a JSON body unless it is nil.
    package func call(
        _ method: String,
        _ target: String,
        fields: [(name: String, value: String)] = [],
        body: JSONValue? = nil
    ) async throws -> RawAnswer {
        try await admin.request(
            method,
            target,
            fields: [("Authorization", "Bearer \(token)")] + fields,
            body: try body?.bytes ?? []
        )
    }

    /// A call that must succeed with JSON.
    package func json(
        _ method: String,
        _ target: String,
        body: JSONValue? = nil
    ) async throws -> JSONValue {
        let answer = try await call(method, target, body: body)
        guard (200..<300).contains(answer.status) else {
            throw TestSupportError("\(method) \(target): \(answer.status) \(answer.text)")
        }
        return try JSONValue(parsing: answer.body)
    }

    /// Writes a mapping; private addresses are allowed unless the options say otherwise, for every
    /// origin of the tests is on loopback.
    package func kvPut(
        _ key: String,
        origin: String,
        _ options: [String: JSONValue] = [:]
    ) async throws {
        var mapping = options
        mapping["origin"] = .string(origin)
        if mapping["allow-private-addresses"] == nil {
            mapping["allow-private-addresses"] = true
        }
        _ = try await json(
            "PUT",
            "/v1/kv/" + PercentEncoding.path(key),
            body: .object(mapping)
        )
    }

    /// Nil where there is no mapping of the key.
    package func kvGet(_ key: String) async throws -> JSONValue? {
        let answer = try await call("GET", "/v1/kv/" + PercentEncoding.path(key))
        return answer.status == 200 ? try JSONValue(parsing: answer.body) : nil
    }

    /// Deletes a mapping, whether there was one or not.
    package func kvDelete(_ key: String) async throws {
        let answer = try await call("DELETE", "/v1/kv/" + PercentEncoding.path(key))
        guard answer.status == 204 else {
            throw TestSupportError("DELETE of mapping \(key): \(answer.status) \(answer.text)")
        }
    }

    /// The sum of a metric over all series whose labels contain all the given texts, such as
    /// `result="hit"`; nil where there is none.
    package func metric(_ name: String, _ labels: String...) async throws -> Double? {
        let answer = try await admin.request("GET", "/metrics")
        var sum: Double?
        for line in answer.text.split(separator: "\n") where line.hasPrefix(name) {
            let end = line.lastIndex(of: " ") ?? line.endIndex
            let series = line[..<end]
            let rest = series.dropFirst(name.count)
            guard rest.isEmpty || rest.hasPrefix("{"), labels.allSatisfy({ rest.contains($0) }),
                end < line.endIndex, let value = Double(line[line.index(after: end)...])
            else { continue }
            sum = (sum ?? 0) + value
        }
        return sum
    }

    /// The paths of the fills under way.
    package func fills() async throws -> [String] {
        let answer = try await json("GET", "/v1/fills")
        return (answer["items"]?.array ?? []).compactMap { $0["path"]?.string }
    }

    /// Waits until no fill is under way: what was fetched is stored, or given up.
    package func waitForFills(within span: Duration = Deadline.standard) async throws {
        try await poll("all fills to end", within: span) { try await self.fills().isEmpty }
    }
}
