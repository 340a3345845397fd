import Glibc
import TestSupport
import Testing

/// A node that ends on purpose: out of the view first, then drained, then gone.
@Suite struct DepartureTests {
    private static let size: UInt64 = 1_000_000

    /// A cluster with a mapped bucket, and a fill under way whose fetcher is to end.
    private struct Scene {
        var cluster: ProcessCluster
        var origin: ScriptedOrigin
        /// Holds the fill.
        var gate: Gate
        /// The fetcher that ends, and the leader.
        var ending: Int
        /// Objects that the ending node would fetch; the first is being fetched.
        var keys: [String]
        /// Reads the first object at another node.
        var reader: Task<RawAnswer, any Error>

        var others: [Int] { cluster.nodes.indices.filter { $0 != ending } }

        func body(_ key: String) -> BodySource {
            .seeded(UInt64(key.dropFirst()) ?? 0, size: DepartureTests.size)
        }

        func get(_ key: String, at place: Int) async throws -> RawAnswer {
            try await cluster[place].get("b/\(key)", sink: .compare(body(key)))
        }

        /// Reads an object at a node to its end, and compares every byte.
        func read(_ key: String, at place: Int) async throws -> RawAnswer {
            let answer = try await get(key, at: place)
            judge(answer)
            return answer
        }

        func judge(_ answer: RawAnswer) {
            #expect(answer.status == 200 && answer.end == .clean, "\(answer.text)")
            #expect(answer.firstMismatch == nil && answer.bodyCount == DepartureTests.size)
        }

        /// Waits until the nodes that stay have a view without the one that ends.
        func waitForView() async throws {
            let name = cluster[ending].name
            try await poll("\(name) to be out of the view") {
                cluster[ending].log.contains("node is out of the view")
            }
            for place in others {
                try await poll("a view without \(name)") {
                    let view = try await cluster.status(of: place)["view"]
                    let members = (view?["members"]?.array ?? []).compactMap(\.string)
                    return !members.isEmpty && !members.contains(name)
                }
            }
        }
    }

    private func begin(of count: Int = 3) async throws -> Scene {
        let cluster = try await ProcessCluster(of: count, flags: ProcessCluster.patientFlags)
        let origin = try await ScriptedOrigin.start()
        let leader = try await cluster.leader()
        try await cluster[leader].kvPut("b", origin: origin.url, ["acl": "public-read"])
        let names = cluster.nodes.map(\.name)
        for place in 0..<count {
            try await cluster.waitForCopy(of: "b", at: place)
            try await poll("all in the view of \(names[place])") {
                let view = try await cluster.status(of: place)["view"]
                return (view?["members"]?.array ?? []).compactMap(\.string) == names
            }
        }
        var keys: [String] = []
        var number = 0
        while keys.count < 9 {
            number += 1
            let route = try await cluster[0].json("GET", "/v1/route?path=b/k\(number)")
            if route["fetcher"]?.string == names[leader] { keys.append("k\(number)") }
        }
        let gate = Gate()
        for (index, key) in keys.enumerated() {
            var object = OriginResource(
                .seeded(UInt64(key.dropFirst()) ?? 0, size: Self.size)
            )
            if index == 0 { object = object.gated(at: 300_000, by: gate) }
            origin.serve("/\(key)", object)
        }
        let first = keys[0]
        var scene = Scene(
            cluster: cluster,
            origin: origin,
            gate: gate,
            ending: leader,
            keys: keys,
            reader: Task { RawAnswer() }
        )
        let place = scene.others[0]
        scene.reader = Task { [scene] in try await scene.get(first, at: place) }
        try await gate.waitForArrival()
        return scene
    }

    /// While the fetcher drains: its fill goes on for all, and what is new is fetched by others.
    private func judgeDrain(_ scene: Scene) async throws {
        try await scene.waitForView()
        let name = scene.cluster[scene.ending].name
        for key in scene.keys.dropFirst() {
            async let one = scene.read(key, at: scene.others[0])
            async let other = scene.read(key, at: scene.others[1])
            let answers = try await [one, other]
            for answer in answers {
                #expect(answer["x-headwater"]?.contains("fetcher=\(name)") == false)
            }
            #expect(scene.origin.gets("/\(key)") == 1, "\(key)")
        }
        let late = Task { try await scene.read(scene.keys[0], at: scene.others[1]) }
        try await poll("the late reader to join") {
            try await scene.cluster[scene.others[1]].fills().contains("b/\(scene.keys[0])")
        }
        #expect(scene.cluster[scene.ending].isRunning)
        scene.gate.open()
        let first = try await scene.reader.value
        scene.judge(first)
        #expect(first["x-headwater"]?.contains("fetcher=\(name)") == true)
        _ = try await late.value
        #expect(scene.origin.gets("/\(scene.keys[0])") == 1)
    }

    @Test func `misses of a fetcher that ends go to others, its fills go on, each one GET`()
        async throws
    {
        let scene = try await begin()
        defer { scene.origin.stop() }
        scene.cluster[scene.ending].send(SIGTERM)
        // It led, and hands that on before it drains: the fill holds it.
        try await poll("another leader at all that stay") {
            for place in scene.others {
                let leader = try await scene.cluster.status(of: place)["leader"]?.string
                guard let leader, leader != scene.cluster[scene.ending].name else { return false }
            }
            return true
        }
        #expect(scene.cluster[scene.ending].isRunning)
        try await scene.cluster.put("while-it-drains", at: scene.others[0])
        try await judgeDrain(scene)
        #expect(try await scene.cluster[scene.ending].waitForExit() == .code(0))
        // It comes back into the view by itself.
        try await scene.cluster[scene.ending].restart()
        let names = scene.cluster.nodes.map(\.name)
        try await poll("all in the view again") {
            let view = try await scene.cluster.status(of: scene.others[0])["view"]
            return (view?["members"]?.array ?? []).compactMap(\.string) == names
        }
    }

    @Test func `a node that leaves drains before it is removed`() async throws {
        let scene = try await begin()
        defer { scene.origin.stop() }
        let node = scene.cluster[scene.ending]
        let leaving = Task { try await node.command(["leave"]) }
        try await judgeDrain(scene)
        let result = try await leaving.value
        #expect(result.status == .code(0), "\(result.output)")
        #expect(try await node.waitForExit() == .code(0))
        try await scene.cluster.waitForVoters(2)
    }

    @Test func `without a majority a node drains as it is, and ends`() async throws {
        let scene = try await begin()
        defer { scene.origin.stop() }
        // The entry node of the reader goes too, and takes its follower with it.
        for place in scene.others { try await scene.cluster[place].killHard() }
        let node = scene.cluster[scene.ending]
        let key = scene.keys[0]
        let reader = Task { try await scene.read(key, at: scene.ending) }
        try await poll("a reader at the node that ends") {
            let fills = try await node.json("GET", "/v1/fills")["items"]?.array ?? []
            return fills.contains { $0["followers"]?.number ?? 0 > 0 }
        }
        node.send(SIGTERM)
        try await poll("the node to drain") { node.log.contains("node is draining") }
        scene.gate.open()
        _ = try await reader.value
        #expect(try await node.waitForExit() == .code(0))
        #expect(scene.origin.gets("/\(key)") == 1)
        #expect(try await scene.reader.value.end.isBroken)
    }
}
