import TestSupport
import Testing

/// Fills that end in a store behind the node.
@Suite struct StoreFillTests {
    private static let large: UInt64 = 40 << 20

    @Test func `a small miss is stored by one PUT and is then a hit`() async throws {
        let front = try await StoreFront.make(["acl": .string("public-read")])
        front.mirror.serve(
            "a b",
            OriginResource(seed: 7, size: 300_000).with { $0.contentType = "text/x" }
        )
        let miss = try await front.mirror.get("a b")
        #expect(miss.status == 200 && miss.source == "miss")
        let object = try await front.stored("a b")
        #expect(object.body == StoreFront.bytes(seed: 7, size: 300_000) && object.body == miss.body)
        let put = try #require(front.store.requests("PUT", "front/a%20b").first)
        #expect(put["Content-MD5"] != nil && put["If-None-Match"] == "*")
        #expect(put["Authorization"]?.hasPrefix("AWS4-HMAC-SHA256 Credential=node/") == true)
        #expect(put["x-amz-acl"] == "public-read" && put["Content-Type"] == "text/x")
        #expect(put["x-amz-meta-origin-etag"] == "\"v1\"")
        let hit = try await front.mirror.hit("a b")
        #expect(hit.body == miss.body && front.mirror.gets("a b") == 1)
    }

    @Test(arguments: [OriginAnswer.Framing.contentLength, .chunked])
    func `a large miss leaves in parts while it arrives`(
        framing: OriginAnswer.Framing
    ) async throws {
        let front = try await StoreFront.make()
        let gate = Gate()
        front.mirror.serve(
            "k",
            OriginResource(seed: 8, size: Self.large).with { $0.framing = framing }
                .gated(at: 30 << 20, by: gate)
        )
        let reader = try await front.mirror.begin(
            "k",
            sink: .compare(.seeded(8, size: Self.large)),
            readTo: 1 << 20
        )
        try await poll("parts to leave before the object is whole") {
            front.store.requests("PUT", "front/k", query: "partNumber=").count >= 3
        }
        #expect(front.object("k") == nil)
        gate.open()
        let answer = try await reader.readAnswer()
        #expect(answer.end == .clean && answer.firstMismatch == nil)
        // A store makes another tag of parts than the MD5 of the bytes.
        #expect(answer["ETag"] == nil)
        let object = try await front.stored("k")
        #expect(object.body == StoreFront.bytes(seed: 8, size: Self.large))
        let parts = front.store.requests("PUT", "front/k", query: "partNumber=")
        #expect(parts.count == 5 && parts.allSatisfy { $0["Content-MD5"] != nil })
        #expect(front.store.uploadCount == 0)
    }

    @Test func `an object that breaks is never seen and its upload is aborted`() async throws {
        let front = try await StoreFront.make()
        front.mirror.serve(
            "k",
            OriginResource(seed: 8, size: Self.large).with {
                $0.etag = nil; $0.lastModified = nil
            }
            .closing(at: 35 << 20)
        )
        let answer = try await front.mirror.get("k")
        #expect(answer.end.isBroken)
        try await poll("the upload to be aborted") { front.store.uploadCount == 0 }
        #expect(front.object("k") == nil)
    }

    @Test func `an object with a wrong digest is never seen`() async throws {
        let front = try await StoreFront.make()
        front.mirror.serve(
            "k",
            OriginResource(seed: 8, size: Self.large).with {
                $0.digestFields = [.contentMD5(right: false)]
            }
        )
        #expect(try await front.mirror.get("k").end.isBroken)
        try await front.mirror.waitForFills()
        try await poll("the upload to be aborted") { front.store.uploadCount == 0 }
        #expect(front.object("k") == nil)
    }

    @Test(arguments: ["create", "part", "complete", "put"])
    func `a store that fails at one step keeps nothing half`(step: String) async throws {
        let front = try await StoreFront.make()
        let size = step == "put" ? 1000 : Self.large
        front.mirror.serve("k", OriginResource(seed: 2, size: size))
        front.store.setFault { request in
            let query = request.target.split(separator: "?").dropFirst().first ?? ""
            let isStep =
                switch step {
                case "create": query == "uploads"
                case "part": query.hasPrefix("partNumber=3&")
                case "complete": request.method == "POST" && query.hasPrefix("uploadId")
                default: request.method == "PUT" && request.path == "/front/k"
                }
            return isStep ? FakeStore.error(403, "AccessDenied") : nil
        }
        let answer = try await front.mirror.get("k", sink: .compare(.seeded(2, size: size)))
        #expect(answer.end == .clean && answer.firstMismatch == nil && answer.bodyCount == size)
        try await front.mirror.waitForFills()
        try await poll("no upload to be left") { front.store.uploadCount == 0 }
        #expect(front.object("k") == nil)
    }

    @Test func `what fails once and may pass is tried again`() async throws {
        let front = try await StoreFront.make()
        front.mirror.serve("k", OriginResource(seed: 2, size: Self.large))
        front.store.setFault { request in
            guard request.method != "GET", request.method != "HEAD" else { return nil }
            // The first of each: the count of PUTs and POSTs of one path goes over all steps.
            if request.target.contains("partNumber=2&"), request.ordinal < 4 {
                return FakeStore.error(503, "SlowDown")
            }
            return request.method == "POST" && request.ordinal == 0 ? .reset() : nil
        }
        #expect(try await front.mirror.get("k").end == .clean)
        let object = try await front.stored("k")
        #expect(object.body == StoreFront.bytes(seed: 2, size: Self.large))
    }

    @Test(arguments: [true, false])
    func `a client's PUT that came meanwhile wins`(isConditional: Bool) async throws {
        let front = try await StoreFront.make()
        front.store.setConditional(isConditional)
        for (key, size) in [("small", 1 << 20), ("large", Self.large)] {
            let gate = Gate()
            front.mirror.serve(
                key,
                OriginResource(seed: 3, size: size).gated(at: size / 2, by: gate)
            )
            let reader = try await front.mirror.begin(key, sink: .discard, readTo: 1000)
            // Not through this node, so that nothing but the look at the store can tell.
            front.store.put("front/\(key)", [1, 2, 3])
            gate.open()
            #expect(try await reader.readAnswer().end == .clean)
            try await front.mirror.waitForFills()
            #expect(front.object(key)?.body == [1, 2, 3])
            try await poll("no upload to be left") { front.store.uploadCount == 0 }
        }
    }

    @Test func `a DELETE through the node keeps its fill from being stored`() async throws {
        let front = try await StoreFront.make()
        let gate = Gate()
        front.mirror.serve("k", OriginResource(seed: 3, size: 2 << 20).gated(at: 1 << 20, by: gate))
        let reader = try await front.mirror.begin("k", sink: .discard, readTo: 1000)
        #expect(try await front.node.delete("front/k").status == 204)
        gate.open()
        #expect(try await reader.readAnswer().end == .clean)
        try await front.mirror.waitForFills()
        #expect(front.object("k") == nil)
        #expect(front.store.requests("PUT", "front/k").isEmpty)
    }

    @Test func `many readers of a missing object cost one fetch`() async throws {
        let front = try await StoreFront.make()
        let gate = Gate()
        front.mirror.serve("k", OriginResource(seed: 3, size: 1 << 20).gated(at: 1000, by: gate))
        try await withThrowingTaskGroup(of: RawAnswer.self) { group in
            for _ in 0..<50 { group.addTask { try await front.mirror.get("k") } }
            try await poll("all to be waiting") {
                front.store.requests("GET", "front/k").count == 50
            }
            gate.open()
            for try await answer in group { #expect(answer.end == .clean) }
        }
        _ = try await front.stored("k")
        #expect(front.mirror.gets("k") == 1)
        #expect(front.store.requests("PUT", "front/k").count == 1)
    }

    @Test func `a HEAD is a miss where the key is missing, not the bucket`() async throws {
        let front = try await StoreFront.make()
        front.mirror.serve("k", OriginResource(seed: 3, size: 5000))
        let head = try await front.mirror.head("k")
        #expect(head.status == 200 && head.source == "miss" && head.contentLength == 5000)
        _ = try await front.stored("k")
        try await front.node.kvPut("nowhere", origin: front.mirror.origin.url + "/base")
        let absent = try await front.node.head("nowhere/k")
        #expect(absent.status == 404 && absent.source == "bypass")
        #expect(try await front.node.get("nowhere/k").xml("Code") == "NoSuchBucket")
        #expect(front.mirror.gets("k") == 1)
    }

    @Test func `a 403 is a miss where all may read and the node sees no key`() async throws {
        let front = try await StoreFront.make(["acl": .string("public-read")])
        front.store.put("front/there", [1])
        front.store.setFault { request in
            let isOwn = request["Authorization"]?.contains("Credential=node/") ?? false
            return isOwn || request.path.hasPrefix("/front/.") || request.method == "PUT"
                ? nil : FakeStore.error(403, "AccessDenied")
        }
        front.mirror.serve("k", OriginResource(seed: 3, size: 5000))
        front.mirror.serve("there", OriginResource(seed: 3, size: 5000))
        #expect(try await front.mirror.get("k").source == "miss")
        #expect(try await front.mirror.get("there").status == 403)
        #expect(try await front.mirror.head("there").status == 403)
        try await front.mirror.map([:])
        front.mirror.serve("private", OriginResource(seed: 3, size: 5000))
        #expect(try await front.mirror.get("private").status == 403)
        #expect(front.mirror.gets("private") == 0 && front.mirror.gets("there") == 0)
    }

    @Test func `a store without acls keeps the object all the same`() async throws {
        let front = try await StoreFront.make(["acl": .string("public-read")])
        front.store.setFault { request in
            request["x-amz-acl"] != nil
                ? FakeStore.error(400, "AccessControlListNotSupported") : nil
        }
        for (key, size) in [("small", 1000), ("large", Self.large)] {
            front.mirror.serve(key, OriginResource(seed: 3, size: size))
            #expect(try await front.mirror.get(key).end == .clean)
            #expect(try await front.stored(key).body.count == Int(size))
        }
    }

    @Test func `what a kill leaves half is aborted at the next start`() async throws {
        let front = try await StoreFront.make()
        let gate = Gate()
        front.mirror.serve(
            "k",
            OriginResource(seed: 8, size: Self.large).gated(at: 30 << 20, by: gate)
        )
        let reader = try await front.mirror.begin("k", sink: .discard, readTo: 1000)
        try await poll("parts to leave") {
            front.store.requests("PUT", "front/k", query: "partNumber=").count >= 2
        }
        #expect(front.store.uploadCount == 1)
        try await front.node.killHard()
        reader.close()
        try await front.node.restart()
        try await poll("the half upload to be aborted") { front.store.uploadCount == 0 }
        #expect(front.object("k") == nil)
        gate.open()
    }

    @Test(arguments: [true, false])
    func `whether the store writes on condition is told in the status`(
        isConditional: Bool
    ) async throws {
        let front = try await StoreFront.make()
        let unknown = try await front.node.json("GET", "/v1/status")
        #expect(unknown["store"]?.string == "s3:" + front.store.origin.url)
        #expect(unknown["store-conditional-writes"]?.string == "unknown")
        front.store.setConditional(isConditional)
        front.mirror.serve("k", OriginResource(seed: 3, size: 10))
        #expect(try await front.mirror.get("k").status == 200)
        _ = try await front.stored("k")
        let word = isConditional ? "yes" : "no"
        let known = try await front.node.json("GET", "/v1/status")
        #expect(known["store-conditional-writes"]?.string == word)
        let shown = try await front.node.command(["status"])
        #expect(
            shown.output.split(separator: "\n").contains {
                $0.hasPrefix("conditional writes") && $0.hasSuffix(word)
            },
            "\(shown.output)"
        )
        // At its next start the node asks at once.
        try await front.node.killHard()
        try await front.node.restart()
        try await poll("the probe of the start") {
            let status = try await front.node.json("GET", "/v1/status")
            return status["store-conditional-writes"]?.string == word
        }
    }

    @Test func `a bucket that tells the node nothing is refused, unless forced`() async throws {
        let front = try await StoreFront.make(buckets: ["closed"])
        front.store.setFault { request in
            request.path.hasPrefix("/closed/") ? FakeStore.error(403, "AccessDenied") : nil
        }
        let body = JSONValue.object(["origin": .string("http://origin.example/")])
        let refused = try await front.node.call("PUT", "/v1/kv/closed/prefix", body: body)
        #expect(refused.status == 409)
        let error = try JSONValue(parsing: refused.body)["error"]
        #expect(error?["code"]?.string == "StoreForbids")
        #expect(error?["message"]?.string?.contains("ListBucket") == true)
        let forced = try await front.node.call("PUT", "/v1/kv/closed/prefix?force=true", body: body)
        #expect(forced.status == 200)
        let put = ["kv", "put", "closed", "http://origin.example/"]
        #expect(try await front.node.command(put).status == .code(1))
        #expect(try await front.node.command(put + ["--force"]).status == .code(0))
        // Where the store does not answer, nothing speaks against it.
        try await front.store.origin.stopAndWait()
        #expect(try await front.node.call("PUT", "/v1/kv/other", body: body).status == 200)
    }

    @Test func `sub-resources of a missing object ask no origin`() async throws {
        let front = try await StoreFront.make()
        front.mirror.serve("k", OriginResource(seed: 3, size: 10))
        for query in ["acl", "tagging", "versionId=1", "partNumber=1", "uploadId=x", "attributes"] {
            let answer = try await front.node.s3.request("GET", "/front/k?\(query)")
            #expect(answer.status == 404 && answer.source == "bypass", "\(query)")
        }
        #expect(front.mirror.gets("k") == 0)
    }
}
