import Synchronization
import TestSupport

/// A bucket of its own on a node, mapped to a scripted origin of its own.
struct Mirror {
    let node: HeadwaterProcess
    let origin: ScriptedOrigin
    let bucket: String

    private static let numbers = Atomic<Int>(1)

    static func nextBucket() -> String {
        "bucket-\(numbers.add(1, ordering: .relaxed).newValue)"
    }

    /// - Parameter options: of the mapping, further to the origin.
    static func make(
        on node: HeadwaterProcess? = nil,
        _ options: [String: JSONValue] = [:]
    ) async throws -> Mirror {
        var chosen = node
        if chosen == nil { chosen = try await SharedNode.get() }
        guard let chosen else { throw TestSupportError("no node") }
        let mirror = Mirror(
            node: chosen,
            origin: try await ScriptedOrigin.start(),
            bucket: nextBucket()
        )
        try await mirror.map(options)
        return mirror
    }

    /// Writes the mapping again with other options.
    func map(_ options: [String: JSONValue]) async throws {
        try await node.kvPut(bucket, origin: origin.url + "/base", options)
    }

    /// The path at the origin of a key, as it is asked for.
    static func path(_ key: String) -> String { "/base/" + PercentEncoding.path(key) }

    func serve(_ key: String, _ resource: OriginResource) {
        origin.serve(Self.path(key), resource)
    }

    func serve(_ key: String, _ answer: OriginAnswer) {
        origin.serve(Self.path(key), answer)
    }

    func serve(_ key: String, inTurn scripts: [ScriptedOrigin.Script]) {
        origin.serve(Self.path(key), inTurn: scripts)
    }

    func gets(_ key: String) -> Int { origin.gets(Self.path(key)) }

    func heads(_ key: String) -> Int { origin.heads(Self.path(key)) }

    func requests(_ key: String) -> [OriginRequest] { origin.requests(Self.path(key)) }

    func get(
        _ key: String,
        fields: [(name: String, value: String)] = [],
        sink: BodySink = .collect,
        within span: Duration = Deadline.standard
    ) async throws -> RawAnswer {
        try await node.get("\(bucket)/\(key)", fields: fields, sink: sink, within: span)
    }

    func head(_ key: String, fields: [(name: String, value: String)] = []) async throws -> RawAnswer
    {
        try await node.head("\(bucket)/\(key)", fields: fields)
    }

    func put(
        _ key: String,
        _ body: [UInt8],
        fields: [(name: String, value: String)] = []
    ) async throws -> RawAnswer {
        try await node.put("\(bucket)/\(key)", body, fields: fields)
    }

    /// Begins a GET and reads until so many bytes of the body are there.
    func begin(
        _ key: String,
        fields: [(name: String, value: String)] = [],
        sink: BodySink,
        readTo count: UInt64
    ) async throws -> RawConnection {
        let connection = try await RawConnection.open(port: node.s3.port)
        connection.expectAnswer(sink: sink)
        let target = "/\(bucket)/" + PercentEncoding.path(key)
        try await connection.send(
            RawHTTPClient.bytes("GET", target, port: node.s3.port, fields: fields)
        )
        _ = try await connection.readBody(atLeast: count)
        return connection
    }

    /// The answer of the store, once what was fetched is stored.
    func hit(
        _ key: String,
        fields: [(name: String, value: String)] = []
    ) async throws -> RawAnswer {
        let path = "\(bucket)/\(key)"
        try await waitForFills()
        return try await poll("\(path) to be a hit") {
            let answer = try await get(key, fields: fields)
            return answer.source == "hit" ? answer : nil
        }
    }

    /// Waits until no fill of this bucket is under way.
    func waitForFills() async throws {
        try await poll("the fills of \(bucket) to end") {
            try await node.fills().allSatisfy { !$0.hasPrefix(bucket + "/") }
        }
    }

    /// The fields that a miss and the hit after it have in common: all but those of one exchange.
    static func lasting(_ answer: RawAnswer) -> [String] {
        let passing: Set = [
            "date", "connection", "keep-alive", "x-headwater", "x-amz-request-id", "x-amz-id-2",
        ]
        return answer.fields
            .map { (name: $0.name.lowercased(), value: $0.value) }
            .filter { !passing.contains($0.name) }
            .map { "\($0.name): \($0.value)" }
            .sorted()
    }
}
