import TestSupport
import Testing

/// Virtual-host style through the node to a store that serves it.
@Suite struct VirtualHostStoreTests {
    private static let host = "front.s3.example:8400"

    private func front() async throws -> StoreFront {
        try await StoreFront.make(
            ["acl": .string("public-read")],
            flags: ["--s3-domain", "S3.example"],
            domain: "s3.example"
        )
    }

    private func request(
        _ front: StoreFront,
        _ method: String,
        _ target: String,
        host: String = Self.host
    ) async throws -> RawAnswer {
        try await front.node.s3.request(method, target, fields: [("Host", host)])
    }

    @Test func `requests pass with their host, and count by the bucket that it names`()
        async throws
    {
        let front = try await front()
        front.store.put("front/a/b", [1, 2, 3])
        for target in ["/a/b", "/a%2Fb?x-id=GetObject"] {
            _ = try await request(front, "GET", target)
            let seen = try #require(front.store.origin.requests.last)
            #expect(seen.target == target && seen["Host"] == Self.host)
        }
        let hit = try await request(front, "GET", "/a/b")
        #expect(hit.body == [1, 2, 3] && hit.source == "hit")
        // The bucket itself, and path style under the bare domain.
        #expect(try await request(front, "GET", "/").source == "bypass")
        let plain = try await request(front, "GET", "/front/a/b", host: "s3.example")
        #expect(plain.body == [1, 2, 3] && plain.source == "hit")
    }

    @Test func `misses are mirrored into the bucket that the host names`() async throws {
        let front = try await front()
        for key in ["k", "front/k", "a b"] {
            front.mirror.serve(key, OriginResource(seed: 4, size: 70_000))
            let target = "/" + PercentEncoding.path(key)
            let miss = try await request(front, "GET", target)
            #expect(miss.status == 200 && miss.source == "miss", "\(key): \(miss)")
            #expect(try await front.stored(key).body == miss.body)
            #expect(try await request(front, "GET", target).source == "hit")
            #expect(front.mirror.gets(key) == 1)
        }
        front.mirror.serve("h", OriginResource(seed: 4, size: 70_000))
        let head = try await request(front, "HEAD", "/h")
        #expect(head.status == 200 && head.source == "miss" && head.contentLength == 70_000)
        _ = try await front.stored("h")
    }

    @Test func `a write by virtual host keeps a fill of its key from being stored`() async throws {
        let front = try await front()
        let gate = Gate()
        front.mirror.serve("k", OriginResource(seed: 3, size: 2 << 20).gated(at: 1 << 20, by: gate))
        let reader = try await front.mirror.begin("k", sink: .discard, readTo: 1000)
        #expect(try await request(front, "DELETE", "/k").status == 204)
        gate.open()
        #expect(try await reader.readAnswer().end == .clean)
        try await front.mirror.waitForFills()
        #expect(front.object("k") == nil)
    }
}
