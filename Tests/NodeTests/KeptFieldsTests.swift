import TestSupport
import Testing

@Suite struct KeptFieldsTests {
    @Test func `edge 22: what describes the object is kept, the rest is not`() async throws {
        let mirror = try await Mirror.make()
        let kept: [(name: String, value: String)] = [
            ("Content-Language", "de"), ("Content-Disposition", "attachment; filename=\"a b\""),
            ("Cache-Control", "max-age=60"), ("Expires", "Thu, 01 Dec 2033 16:00:00 GMT"),
        ]
        let resource = OriginResource(.text("page")).with {
            $0.contentType = "text/html; charset=utf-8"
            $0.extraFields =
                kept + [
                    ("Set-Cookie", "secret=1"), ("Server", "scripted"), ("X-Powered-By", "tests"),
                    ("Strict-Transport-Security", "max-age=1"),
                ]
        }
        mirror.serve("k", resource)
        let miss = try await mirror.get("k")
        let hit = try await mirror.hit("k")
        for answer in [miss, hit] {
            #expect(answer["Content-Type"] == "text/html; charset=utf-8")
            for field in kept { #expect(answer[field.name] == field.value) }
            for name in ["Set-Cookie", "X-Powered-By", "Strict-Transport-Security"] {
                #expect(answer[name] == nil)
            }
            #expect(answer["Server"] != "scripted")
            #expect(answer["x-amz-meta-origin-etag"]?.contains("v1") == true)
            #expect(answer["x-amz-meta-origin-last-modified"] == resource.lastModified)
        }
        #expect(Mirror.lasting(miss) == Mirror.lasting(hit))
    }

    @Test func `edge 22: too much of it fails nothing`() async throws {
        let mirror = try await Mirror.make()
        let big = OriginResource(.text("object")).with {
            $0.extraFields = [("Content-Disposition", "attachment; filename=" + long(3000))]
            $0.etag = "\"\(long(3000))\""
        }
        mirror.serve("k", big)
        let answer = try await mirror.get("k")
        #expect(answer.status == 200 && answer.text == "object")
        #expect(try await mirror.hit("k").text == "object")
    }

    @Test func `edge 23: nothing of the client reaches the origin`() async throws {
        let mirror = try await Mirror.make(["headers": ["X-Of-The-Mapping": "yes"]])
        mirror.serve("k", OriginResource(.text("object")))
        let answer = try await mirror.get(
            "k",
            fields: [
                ("Cookie", "c=1"), ("Accept-Encoding", "gzip"), ("User-Agent", "the client"),
                ("x-amz-date", "20240101T000000Z"), ("x-amz-meta-a", "b"), ("X-Other", "o"),
                ("Referer", "http://r/"), ("If-None-Match", "\"x\""),
            ]
        )
        #expect(answer.status == 200)
        let request = try #require(mirror.requests("k").first)
        for name in ["Cookie", "Authorization", "X-Other", "Referer", "If-None-Match"] {
            #expect(request[name] == nil)
        }
        #expect(!request.fields.contains { $0.name.lowercased().hasPrefix("x-amz-") })
        #expect(request["Host"] == "127.0.0.1:\(mirror.origin.port)")
        #expect(request["User-Agent"]?.lowercased().contains("headwater") == true)
        #expect(request["X-Of-The-Mapping"] == "yes")
        #expect(request["Accept-Encoding"] == "identity")
    }

    @Test func `edge 23: the mapping may set the host`() async throws {
        let mirror = try await Mirror.make(["host": "films.example.org"])
        mirror.serve("k", OriginResource(.text("object")))
        #expect(try await mirror.get("k").status == 200)
        #expect(mirror.requests("k").first?["Host"] == "films.example.org")
    }

    @Test func `edge 20: a coding that comes all the same is kept, its bytes untouched`()
        async throws
    {
        let mirror = try await Mirror.make()
        // Not gzip at all: whoever tried to decode it would fail.
        let resource = OriginResource(seed: 3, size: 10_000).with {
            $0.extraFields = [("Content-Encoding", "gzip")]
        }
        mirror.serve("k", resource)
        let miss = try await mirror.get("k")
        let hit = try await mirror.hit("k")
        for answer in [miss, hit] {
            #expect(answer["Content-Encoding"] == "gzip")
            #expect(answer.body == resource.body.bytes())
        }
    }

    @Test(arguments: ["no-store", "private, max-age=5", "max-age=1, No-Store"])
    func `edge 19: what must not be kept is delivered and not stored`(value: String) async throws {
        let mirror = try await Mirror.make()
        let resource = OriginResource(seed: 4, size: 200_000).with {
            $0.extraFields = [("Cache-Control", value)]
        }
        mirror.serve("k", resource)
        for turn in 1...2 {
            let answer = try await mirror.get("k", sink: .compare(resource.body))
            #expect(answer.status == 200 && answer.end == .clean && answer.firstMismatch == nil)
            #expect(answer["x-headwater-not-stored"]?.isEmpty == false)
            try await mirror.waitForFills()
            #expect(mirror.gets("k") == turn)
        }
        #expect(try await mirror.node.listKeys(mirror.bucket) == [])
    }

    @Test func `edge 19: what is larger than max-object is delivered and not stored`() async throws
    {
        let mirror = try await Mirror.make(["max-object": "100KB"])
        let resource = OriginResource(seed: 5, size: 300_000)
        mirror.serve("declared", resource)
        mirror.serve("unknown", resource.with { $0.framing = .chunked })
        for key in ["declared", "unknown"] {
            let answer = try await mirror.get(key, sink: .compare(resource.body))
            #expect(answer.end == .clean && answer.firstMismatch == nil)
            #expect(answer.bodyCount == 300_000)
        }
        let declared = try await mirror.get("declared")
        #expect(declared["x-headwater-not-stored"]?.isEmpty == false)
        try await mirror.waitForFills()
        #expect(try await mirror.node.listKeys(mirror.bucket) == [])
    }

    private func long(_ count: Int) -> String {
        String(repeating: "x", count: count)
    }
}
