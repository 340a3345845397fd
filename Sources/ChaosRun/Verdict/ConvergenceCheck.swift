internal import TestSupport

/// Whether, when all is whole again, every node has the same and just what the changes add up to.
struct ConvergenceCheck {
    /// A node that could not reach a majority for a moment may be asked again; for longer, it has not
    /// healed.
    private static let patience = Duration.seconds(60)

    let world: ChaosWorld
    let changes: [Change]

    func run() async {
        var expected: [String: Change] = [:]
        for change in changes { expected[change.key] = change.value == 0 ? nil : change }
        for node in world.nodes {
            for query in ["", "&consistency=local"] {
                do {
                    let found = try await list(node, query)
                    report(node, query, found, expected)
                } catch {
                    world.history.violate("nodes converge", "\(node.name): \(error)")
                }
            }
        }
    }

    private func report(
        _ node: ChaosNode,
        _ query: String,
        _ found: [String: Change],
        _ expected: [String: Change]
    ) {
        guard found != expected else { return }
        let keys = Set(found.keys).union(expected.keys).sorted()
        let wrong = keys.filter { found[$0] != expected[$0] }
        let first = wrong.first ?? ""
        let detail =
            "\(node.name)\(query) has \(wrong.count) wrong, \(first) as "
            + "\(String(describing: found[first])) for \(String(describing: expected[first]))"
        world.history.violate("nodes converge", detail)
    }

    private func list(_ node: ChaosNode, _ query: String) async throws -> [String: Change] {
        let connection = AdminConnection(node, token: world.token)
        defer { connection.close() }
        var found: [String: Change] = [:]
        var after: String?
        repeat {
            let place = after.map { "&after=" + PercentEncoding.segment($0) } ?? ""
            let body = try await page(
                "/v1/kv?prefix=\(KeySpace.prefix)&limit=500\(query)\(place)",
                by: connection
            )
            guard let json = KeyValueLine.parse(body) else {
                throw TestSupportError("no listing: \(String(decoding: body, as: UTF8.self))")
            }
            for item in json["items"]?.array ?? [] {
                guard let entry = KeyValueLine.entry(item) else { continue }
                found[entry.key] = Change(
                    key: entry.key,
                    value: entry.value,
                    revision: entry.revision
                )
            }
            after = json["next"]?.string
        } while after != nil
        return found
    }

    private func page(_ target: String, by connection: AdminConnection) async throws -> [UInt8] {
        var last = NodeAnswer.silent
        do {
            return try await poll("a listing", within: Self.patience) { () -> [UInt8]? in
                last = await connection.call("GET", target, within: .seconds(20))
                guard case .answer(200, let body) = last else { return nil }
                return body
            }
        } catch {
            throw TestSupportError("no listing for \(Self.patience): \(last)")
        }
    }
}
