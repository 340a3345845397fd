internal import Determinism
internal import TestSupport

/// A client that repeats an operation at one node after another until it has an answer.
final class KeyValueClient {
    /// How long an attempt may take: a node must answer within its election timeout.
    private static let attemptLimit = Duration.seconds(3)
    /// Milliseconds at most before the next node is asked.
    private static let pauseAfterFailure = 30

    let number: Int
    private let history: History
    private let nodes: [ChaosNode]
    private let connections: [AdminConnection]
    private var generator: SeededGenerator
    private var target: Int
    private var sequence: UInt64 = 0

    init(number: Int, world: ChaosWorld, generator: SeededGenerator) {
        self.number = number
        history = world.history
        nodes = world.nodes
        connections = world.nodes.map { AdminConnection($0, token: world.token) }
        self.generator = generator
        target = number % world.nodes.count
    }

    func close() {
        for connection in connections { connection.close() }
    }

    /// A value that nobody else writes.
    func newValue() -> UInt64 {
        sequence += 1
        return UInt64(number + 1) << 40 | sequence
    }

    /// A linearizable read, at one node after another.
    func read(_ key: String, until deadline: Deadline) async -> Operation {
        var operation = Operation(client: number, key: key, kind: .read, begin: Deadline.now())
        await run(&operation, until: deadline) {
            await self.call($0, "GET", "/v1/kv/\(key)")
        }
        return operation
    }

    /// A write with a key of its own, by which its repetitions are known.
    func write(_ key: String, _ kind: Operation.Kind, matching revision: UInt64?, until: Deadline)
        async -> Operation
    {
        sequence += 1
        var fields = [(name: "Idempotency-Key", value: "client-\(number)-\(sequence)")]
        var method = "PUT"
        var value = UInt64(0)
        switch kind {
        case .put(let new): value = new
        case .delete, .read: method = "DELETE"
        case .compareAndSet(_, let new):
            value = new
            if let revision {
                fields.append(("If-Match", "\"\(revision)\""))
            } else {
                fields.append(("If-None-Match", "*"))
            }
            if new == 0 { method = "DELETE" }
        }
        let body = method == "PUT" ? KeySpace.origin(of: value) : ""
        var operation = Operation(client: number, key: key, kind: kind, begin: Deadline.now())
        await run(&operation, until: until) { [method, fields] in
            await self.call($0, method, "/v1/kv/\(key)", fields, body)
        }
        return operation
    }

    /// This node's own copy; nil when it did not answer.
    func readLocally(_ key: String) async -> LocalRead? {
        let node = target
        guard
            case .answer(let status, let body) = await call(
                node,
                "GET",
                "/v1/kv/\(key)?consistency=local"
            )
        else { return nil }
        let outcome = Self.outcome(of: .read, status, body)
        guard case .read(let value, let revision) = outcome else { return nil }
        return LocalRead(node: node, key: key, value: value, revision: revision)
    }

    private func run(
        _ operation: inout Operation,
        until deadline: Deadline,
        attempt: (Int) async -> NodeAnswer
    ) async {
        while !deadline.isPast {
            operation.attempts += 1
            operation.lastAttempt = Deadline.now()
            if case .answer(let status, let body) = await attempt(target) {
                if let outcome = Self.outcome(of: operation.kind, status, body) {
                    operation.end = Deadline.now()
                    operation.outcome = outcome
                    break
                }
                noteRefusal(status, body, operation)
            }
            target = another(than: target)
            await pause(atMost: Self.pauseAfterFailure)
        }
        history.add(operation)
    }

    private func another(than node: Int) -> Int {
        guard nodes.count > 1 else { return node }
        return (node + Int.random(in: 1..<nodes.count, using: &generator)) % nodes.count
    }

    private func call(
        _ node: Int,
        _ method: String,
        _ path: String,
        _ fields: [(name: String, value: String)] = [],
        _ body: String = ""
    ) async -> NodeAnswer {
        let began = Deadline.now()
        let answer = await connections[node].call(
            method,
            path,
            fields: fields,
            body: body,
            within: Self.attemptLimit
        )
        let milliseconds = (Deadline.now() - began) / 1_000_000
        let wasWell = nodes[node].wasWell(since: began)
        history.count { counters in
            switch answer {
            case .broken: counters.broken += 1
            case .silent: if wasWell { counters.hangs += 1 }
            case .answer:
                if wasWell {
                    counters.slowestMilliseconds = max(counters.slowestMilliseconds, milliseconds)
                }
            }
        }
        return answer
    }

    /// What an answer says of the operation; nil if it must be tried again.
    private static func outcome(
        of kind: Operation.Kind,
        _ status: Int,
        _ body: [UInt8]
    ) -> Operation.Outcome? {
        if kind == .read {
            guard status != 404 else { return .read(value: 0, revision: 0) }
            guard status == 200, let (value, revision) = KeyValueLine.mapping(body) else {
                return nil
            }
            return .read(value: value, revision: revision)
        }
        switch status {
        case 200: return KeyValueLine.mapping(body).map { .done(revision: $0.revision) }
        case 204: return .done(revision: nil)
        case 412: return .refused
        default: return nil
        }
    }

    private func noteRefusal(_ status: Int, _ body: [UInt8], _ operation: Operation) {
        let code = KeyValueLine.errorCode(body) ?? "?"
        history.count { $0.refusals["\(status) \(code)", default: 0] += 1 }
        // Any other says that what was asked is wrong, which it is not.
        guard status >= 500 else {
            history.violate(
                "answers fit",
                "\(operation.kind) of \(operation.key) was answered \(status) \(code)"
            )
            return
        }
    }

    func pause(atMost milliseconds: Int) async {
        let span = Int.random(in: 1...max(1, milliseconds), using: &generator)
        do {
            try await Task.sleep(for: .milliseconds(span))
        } catch {
            // Cancelled: whoever loops looks for that.
            return
        }
    }

    /// For choices of the client's owner.
    func random(_ range: Range<Int>) -> Int {
        Int.random(in: range, using: &generator)
    }

    func randomKey(_ keys: KeySpace) -> String {
        keys.random(using: &generator)
    }
}
