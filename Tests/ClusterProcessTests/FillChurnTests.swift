import Glibc
import TestSupport
import Testing

/// Very many fills under way while members come, go and die: what the origin is asked for then.
@Suite struct FillChurnTests {
    private static let size: UInt64 = 4 << 20
    /// 100 at full size; fewer where other tests share the machine.
    private static let objects =
        getenv("HEADWATER_FULL").map { String(cString: $0) } == "1" ? 100 : 20
    /// Whoever reads from the killed node dies with it, so its readers are elsewhere.
    private static let entries = [0, 1, 3]

    @Test func `fills go on while a node joins, one leaves and one is killed`() async throws {
        let cluster = try await ProcessCluster(of: 4, flags: ProcessCluster.patientFlags)
        let origin = try await ScriptedOrigin.start()
        let bodies = (0..<Self.objects).map { OriginResource(seed: UInt64($0), size: Self.size) }
        for (number, body) in bodies.enumerated() {
            origin.serve(
                "/o\(number)",
                body.with { $0.pace = .limit(bytesPerSecond: 320 << 10) }
            )
        }
        for node in cluster.nodes { try await waitForView(["n1", "n2", "n3", "n4"], at: node) }
        try await map("churn", to: origin, in: cluster)
        let fetchers = try await fetchers(in: cluster)
        let readers = bodies.enumerated().map { number, body in
            SwarmReader(
                ServerAddress(port: cluster[Self.entries[number % 3]].s3.port),
                get: "/churn/o\(number)",
                .compare(body.body)
            )
        }
        async let answers = ReaderSwarm.read(readers)

        try await poll("all fills to be under way") {
            (0..<Self.objects).allSatisfy { origin.bodyBytesSent("/o\($0)") > 256 << 10 }
        }
        let joined = try await HeadwaterProcess.start(
            "n5",
            options: ProcessCluster.patientFlags + [
                "--join", "127.0.0.1:\(cluster[0].clusterPort)",
            ]
        )
        try await waitForView(["n1", "n2", "n3", "n4", "n5"], at: cluster[0])
        // It ends when its own readers have all: after the kill.
        let leaving = cluster[3]
        async let left = leaving.command(["leave"])
        try await waitForView(["n1", "n2", "n3", "n5"], at: cluster[0])
        try await cluster[2].killHard()
        let underWay = (0..<Self.objects).filter {
            origin.bodyBytesSent("/o\($0)") < Self.size
        }
        #expect(underWay.count == Self.objects, "too fast: not all were under way to the end")

        for (number, answer) in try await answers.enumerated() {
            #expect(
                answer.status == 200 && answer.end == .clean && answer.firstMismatch == nil
                    && answer.bodyCount == Self.size,
                "o\(number), fetched by \(fetchers[number]): \(answer.status) \(answer.end)"
            )
        }
        var resumed = 0
        for (number, fetcher) in fetchers.enumerated() {
            let gets = origin.requests("/o\(number)").filter { $0.method == "GET" }
            let asked = gets.map { "\($0["x-headwater-via"] ?? "") \($0["Range"] ?? "whole")" }
            #expect(gets.count == (fetcher == "n3" ? 2 : 1), "o\(number) of \(fetcher): \(asked)")
            guard fetcher == "n3", let second = gets.dropFirst().first else { continue }
            // Whoever goes on with it has the bytes so far, or gets them from who has: the origin
            // sends the rest only.
            #expect(second["Range"] != nil && second["If-Range"] != nil, "o\(number): \(asked)")
            #expect(second["Range"] != "bytes=0-", "o\(number): \(asked)")
            resumed += 1
        }
        #expect(resumed > 0)
        let end = try await left
        #expect(end.status == .code(0), "\(end.output)")
        #expect(joined.isRunning)
        #expect(try await cluster[3].waitForExit() == .code(0))
    }

    /// A mapping that every node has, with room for all fills at each member.
    private func map(
        _ bucket: String,
        to origin: ScriptedOrigin,
        in cluster: ProcessCluster
    ) async throws {
        try await cluster[0].kvPut(
            bucket,
            origin: origin.url,
            ["max-connections": 1_000]
        )
        for place in cluster.nodes.indices { try await cluster.waitForCopy(of: bucket, at: place) }
    }

    private func fetchers(in cluster: ProcessCluster) async throws -> [String] {
        var names: [String] = []
        for number in 0..<Self.objects {
            let route = try await cluster[0].json("GET", "/v1/route?path=churn/o\(number)")
            names.append(try #require(route["fetcher"]?.string))
        }
        return names
    }

    private func waitForView(_ names: [String], at node: HeadwaterProcess) async throws {
        try await poll("the view \(names)") {
            let view = try await node.json("GET", "/v1/status")["view"]
            return view?["members"]?.array?.compactMap(\.string) == names
        }
    }
}
