import TestSupport
import Testing

/// Three nodes before one S3 store.
@Suite struct StoreClusterTests {
    private static let bucket = "films"

    private let store: FakeStore
    private let origin: ScriptedOrigin
    private let cluster: ProcessCluster

    init() async throws {
        let store = try await FakeStore.start(buckets: [Self.bucket])
        self.store = store
        origin = try await ScriptedOrigin.start()
        cluster = try await ProcessCluster(
            of: 3,
            flags: ProcessCluster.patientFlags,
            options: { _ in store.options },
            environment: { _ in store.environment }
        )
        try await cluster[0].kvPut(Self.bucket, origin: origin.url + "/base")
        for place in 0..<3 { try await cluster.waitForCopy(of: Self.bucket, at: place) }
        for place in 0..<3 {
            try await poll("the view of all at \(cluster[place].name)") {
                try await cluster.status(of: place)["view"]?["members"]?.array?.count == 3
            }
        }
    }

    private func fetcher(of key: String) async throws -> String {
        let route = try await cluster[0].json("GET", "/v1/route?path=\(Self.bucket)/\(key)")
        return try #require(route["fetcher"]?.string)
    }

    private func place(of name: String) throws -> Int {
        try #require(cluster.nodes.firstIndex { $0.name == name })
    }

    private func isWhole(_ key: String, _ resource: OriginResource) -> Bool {
        store.object("\(Self.bucket)/\(key)")?.body == resource.body.bytes(0..<resource.body.size)
    }

    private func begin(
        _ key: String,
        at node: HeadwaterProcess,
        _ body: BodySource
    ) async throws -> RawConnection {
        let connection = try await RawConnection.open(port: node.s3.port)
        connection.expectAnswer(sink: .compare(body))
        try await connection.send(
            RawHTTPClient.bytes("GET", "/\(Self.bucket)/\(key)", port: node.s3.port)
        )
        return connection
    }

    @Test func `any node serves hits itself, and a miss goes to its fetcher`() async throws {
        store.put("\(Self.bucket)/there", [1, 2, 3])
        for node in cluster.nodes {
            let hit = try await node.get("\(Self.bucket)/there")
            #expect(hit.body == [1, 2, 3])
            #expect(hit["x-headwater"] == "hit; node=\(node.name); fetcher=\(node.name)")
            #expect(try await node.put("\(Self.bucket)/by-\(node.name)", [4]).status == 200)
        }
        for number in 0..<6 {
            let key = "k\(number)"
            let fetcher = try await fetcher(of: key)
            let gate = Gate()
            let resource = OriginResource(seed: UInt64(number), size: 2 << 20)
            origin.serve("/base/" + key, resource.gated(at: 1 << 20, by: gate))
            var readers: [RawConnection] = []
            for node in cluster.nodes + cluster.nodes {
                readers.append(try await begin(key, at: node, resource.body))
            }
            for reader in readers {
                let provenance = try await reader.readHead()["x-headwater"] ?? ""
                #expect(provenance.hasSuffix("fetcher=\(fetcher)"), "\(key): \(provenance)")
            }
            gate.open()
            for reader in readers {
                let answer = try await reader.readAnswer()
                #expect(answer.end == .clean && answer.firstMismatch == nil)
            }
            try await poll("\(key) in the store") { isWhole(key, resource) }
            for node in cluster.nodes {
                let hit = try await node.get("\(Self.bucket)/\(key)", sink: .discard)
                #expect(hit.source == "hit")
            }
            #expect(origin.gets("/base/" + key) == 1)
        }
    }

    @Test func `the fetcher is killed: the reader and the store have the whole all the same`()
        async throws
    {
        let key = "large"
        let size: UInt64 = 40 << 20
        let dead = try place(of: try await fetcher(of: key))
        let gate = Gate()
        let resource = OriginResource(seed: 9, size: size)
        origin.serve("/base/" + key, resource.gated(at: 30 << 20, by: gate))
        let others = (0..<3).filter { $0 != dead }
        var readers: [RawConnection] = []
        for place in others {
            readers.append(try await begin(key, at: cluster[place], resource.body))
        }
        for reader in readers { _ = try await reader.readBody(atLeast: 20 << 20) }
        try await poll("parts to leave") {
            store.requests("PUT", "\(Self.bucket)/\(key)", query: "partNumber=").count >= 2
        }
        origin.serve("/base/" + key, resource)
        try await cluster[dead].killHard()
        for reader in readers {
            let answer = try await reader.readAnswer()
            #expect(answer.end == .clean && answer.firstMismatch == nil)
            #expect(answer.bodyCount == size)
        }
        try await poll("the object in the store") { isWhole(key, resource) }
        // One stood in for the dead, and asked for the rest only.
        let requests = origin.requests("/base/" + key).filter { $0.method == "GET" }
        #expect(requests.count == 2 && requests.last?["If-Range"] == "\"v1\"")
        // What the dead had begun is aborted when it is back.
        #expect(store.uploadCount == 1)
        try await cluster[dead].restart()
        try await poll("no upload to be left") { store.uploadCount == 0 }
        let hit = try await cluster[dead].get(
            "\(Self.bucket)/\(key)",
            sink: .compare(resource.body)
        )
        #expect(hit.source == "hit" && hit.firstMismatch == nil && hit.bodyCount == size)
        gate.open()
    }
}
