import TestSupport
import Testing

@Suite struct MissTests {
    @Test func `a miss is streamed, stored, and a hit the next time`() async throws {
        let mirror = try await Mirror.make()
        let resource = OriginResource(seed: 1, size: 3_000_000)
        mirror.serve("film.bin", resource)
        let miss = try await mirror.get("film.bin", sink: .compare(resource.body))
        #expect(miss.status == 200 && miss.end == .clean && miss.firstMismatch == nil)
        #expect(miss.bodyCount == 3_000_000 && miss.source == "miss")
        let hit = try await mirror.hit("film.bin")
        #expect(hit.body == resource.body.bytes())
        #expect(mirror.gets("film.bin") == 1)
    }

    @Test func `a miss is streamed while it arrives`() async throws {
        let mirror = try await Mirror.make()
        let gate = Gate()
        let resource = OriginResource(seed: 2, size: 1_000_000)
        mirror.serve("k", resource.gated(at: 400_000, by: gate))
        let reader = try await mirror.begin(
            "k",
            sink: .compare(resource.body),
            readTo: 400_000 - 64 * 1024
        )
        gate.open()
        let answer = try await reader.readAnswer()
        #expect(answer.end == .clean && answer.firstMismatch == nil)
    }

    @Test func `edge 1: a bucket that no mapping names is no miss`() async throws {
        let node = try await SharedNode.get()
        let answer = try await node.get("nobody-mapped-this/key")
        #expect(answer.status == 404 && answer.xml("Code") == "NoSuchBucket")
    }

    @Test func `edge 1: only keys under the longest mapping are asked for, at its origin`()
        async throws
    {
        let node = try await SharedNode.get()
        let (outer, inner) = (try await ScriptedOrigin.start(), try await ScriptedOrigin.start())
        let bucket = Mirror.nextBucket()
        try await node.kvPut(bucket, origin: outer.url + "/outer")
        try await node.kvPut(bucket + "/a/b", origin: inner.url + "/inner")
        outer.serveEverythingElse { OriginResource(.text("outer")).answer(to: $0) }
        inner.serveEverythingElse { OriginResource(.text("inner")).answer(to: $0) }
        #expect(try await node.get(bucket + "/a/x").text == "outer")
        #expect(try await node.get(bucket + "/a/b/x").text == "inner")
        #expect(inner.requests.map(\.target).allSatisfy { $0.hasSuffix("x") })
        #expect(outer.gets("/outer/a/x") == 1 && outer.gets("/outer/a/b/x") == 0)
    }

    @Test(arguments: [
        "acl", "tagging", "versionId=1", "uploadId=u", "partNumber=1", "retention", "legal-hold",
        "torrent", "attributes",
    ])
    func `edge 3: a sub-resource never asks the origin`(query: String) async throws {
        let mirror = try await Mirror.make()
        mirror.serve("k", OriginResource(.text("there")))
        let answer = try await mirror.node.s3.request("GET", "/\(mirror.bucket)/k?\(query)")
        #expect((400..<600).contains(answer.status))
        #expect(mirror.gets("k") == 0 && mirror.heads("k") == 0)
    }

    @Test func `edge 3: a query that SDKs add does not make it another request`() async throws {
        let mirror = try await Mirror.make()
        mirror.serve("k", OriginResource(.text("there")))
        let answer = try await mirror.node.s3.request("GET", "/\(mirror.bucket)/k?x-id=GetObject")
        #expect(answer.text == "there")
        #expect(mirror.requests("k").map(\.target) == ["/base/k"])
    }

    @Test func `edge 3: no other method asks the origin`() async throws {
        let mirror = try await Mirror.make()
        mirror.serve("k", OriginResource(.text("there")))
        for method in ["POST", "DELETE", "OPTIONS", "PATCH"] {
            _ = try await mirror.node.s3.request(method, "/\(mirror.bucket)/k")
        }
        #expect(try await mirror.put("p", [1, 2, 3]).status == 200)
        #expect(mirror.origin.requests.isEmpty)
    }

    @Test func `edge 4: an origin that leads back to this node is refused`() async throws {
        let node = try await SharedNode.get()
        let (first, second) = (Mirror.nextBucket(), Mirror.nextBucket())
        let here = "http://127.0.0.1:\(node.s3.port)"
        try await node.kvPut(first, origin: "\(here)/\(second)")
        try await node.kvPut(second, origin: "\(here)/\(first)")
        let answer = try await node.get(first + "/k")
        #expect(answer.status == 508 && answer.xml("Code") == "MirrorLoop")
    }

    @Test func `edge 4: also where a redirect leads back`() async throws {
        let mirror = try await Mirror.make()
        let here = "http://127.0.0.1:\(mirror.node.s3.port)/\(mirror.bucket)/k"
        mirror.serve("k", .redirect(302, to: here))
        let answer = try await mirror.get("k")
        #expect(answer.status == 508 && answer.xml("Code") == "MirrorLoop")
    }

    @Test(arguments: [
        ("a b", "/base/a%20b"), ("a+b", "/base/a%2Bb"), ("a//b", "/base/a//b"),
        ("/a", "/base//a"), ("a/../b", "/base/a/../b"), ("..", "/base/.."),
        ("a%2Fb", "/base/a%252Fb"), ("ü/東", "/base/%C3%BC/%E6%9D%B1"), ("a?b#c", "/base/a%3Fb%23c"),
        ("a/", "/base/a/"), ("~a-b_c.d", "/base/~a-b_c.d"), ("a;b=c&d", "/base/a%3Bb%3Dc%26d"),
    ])
    func `edge 21: the origin is asked for base and key, encoded once and never normalised`(
        key: String,
        target: String
    ) async throws {
        let mirror = try await Mirror.make()
        mirror.origin.serveEverythingElse { OriginResource(.text("found")).answer(to: $0) }
        let answer = try await mirror.get(key)
        #expect(answer.status == 200 && answer.text == "found")
        #expect(mirror.origin.requests.map(\.target) == [target])
        #expect(try await mirror.hit(key).text == "found")
        #expect(try await mirror.node.listKeys(mirror.bucket).count == 1)
    }

    @Test func `edge 21: a key of 1,024 bytes, and one more`() async throws {
        let mirror = try await Mirror.make()
        mirror.origin.serveEverythingElse { OriginResource(.text("found")).answer(to: $0) }
        let key = String(repeating: "ü", count: 512)
        #expect(try await mirror.get(key).text == "found")
        #expect(mirror.gets(key) == 1)
        let longer = try await mirror.get(key + "x")
        #expect(longer.status == 400 && longer.xml("Code") == "KeyTooLongError")
        #expect(mirror.origin.requests.count == 1)
    }
}
