import Hashing
import TestSupport
import Testing

@Suite struct ConditionTests {
    private static let body = BodySource.seeded(1, size: 5000)

    @Test(arguments: [
        ("If-None-Match", "SAME", 304), ("If-None-Match", "\"other\"", 200),
        ("If-None-Match", "\"other\", SAME", 304), ("If-None-Match", "W/SAME", 304),
        ("If-None-Match", "*", 304), ("If-Match", "SAME", 200), ("If-Match", "\"other\"", 412),
        ("If-Match", "*", 200), ("If-Match", "W/SAME", 412),
        ("If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT", 200),
        ("If-Modified-Since", "no date", 200),
        ("If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT", 412),
        ("If-Unmodified-Since", "no date", 200),
    ])
    func `edge 10: conditions are judged here, for a miss as for a hit`(
        name: String,
        value: String,
        status: Int
    ) async throws {
        let mirror = try await Mirror.make()
        mirror.serve("k", OriginResource(Self.body))
        let condition = (name: name, value: value.replacing("SAME", with: Self.body.etag))
        let miss = try await mirror.get("k", fields: [condition])
        _ = try await mirror.hit("k")
        let hit = try await mirror.get("k", fields: [condition])
        for answer in [miss, hit] {
            #expect(answer.status == status)
            #expect(answer.bodyCount == 5000 || status != 200)
            #expect(status != 412 || answer.xml("Code") == "PreconditionFailed")
        }
        if status != 412 { #expect(Mirror.lasting(miss) == Mirror.lasting(hit)) }
        #expect(mirror.requests("k").allSatisfy { $0[name] == nil })
        #expect(mirror.gets("k") == 1)
    }

    @Test(arguments: [("SAME", 206), ("\"other\"", 200), ("W/SAME", 200)])
    func `edge 10: If-Range, for a miss as for a hit`(value: String, status: Int) async throws {
        let mirror = try await Mirror.make()
        mirror.serve("k", OriginResource(Self.body))
        let fields = [
            (name: "Range", value: "bytes=10-19"),
            (name: "If-Range", value: value.replacing("SAME", with: Self.body.etag)),
        ]
        let miss = try await mirror.get("k", fields: fields)
        let hit = try await mirror.hit("k", fields: fields)
        for answer in [miss, hit] {
            #expect(answer.status == status)
            #expect(answer.bodyCount == (status == 206 ? 10 : 5000))
        }
        #expect(Mirror.lasting(miss) == Mirror.lasting(hit))
        #expect(mirror.requests("k").allSatisfy { $0["If-Range"] == nil })
    }

    @Test(arguments: [0, 1, 5000, 64 * 1024, 64 * 1024 + 1, 3_000_000])
    func `edge 10: GET and HEAD of a miss equal those of the hit, field by field`(size: UInt64)
        async throws
    {
        let mirror = try await Mirror.make()
        let resource = OriginResource(seed: 2, size: size).with {
            $0.digestFields = [.contentMD5(right: true)]
        }
        mirror.serve("get", resource)
        mirror.serve("head", resource)
        let miss = try await mirror.get("get")
        #expect(miss.end == .clean && miss.bodyCount == size)
        let hit = try await mirror.hit("get")
        #expect(Mirror.lasting(miss) == Mirror.lasting(hit))
        #expect(hit.body == resource.body.bytes())
        let headHit = try await mirror.head("get")
        #expect(Mirror.lasting(headHit) == Mirror.lasting(hit))
        let headMiss = try await mirror.head("head")
        #expect(headMiss.contentLength == size)
        #expect(headMiss["Content-Type"] == hit["Content-Type"])
    }

    @Test func `edge 11: the ETag is the MD5 of the bytes where it can be known`() async throws {
        let mirror = try await Mirror.make()
        let (small, big) = (BodySource.seeded(3, size: 4000), BodySource.seeded(4, size: 5_000_000))
        mirror.serve("small", OriginResource(small))
        mirror.serve(
            "told",
            OriginResource(big).with { $0.digestFields = [.contentMD5(right: true)] }
        )
        mirror.serve("unknown", OriginResource(big))
        #expect(try await mirror.get("small")["ETag"] == small.etag)
        #expect(try await mirror.get("told")["ETag"] == big.etag)
        // None rather than one that changes.
        #expect(try await mirror.get("unknown")["ETag"] == nil)
        for key in ["small", "told", "unknown"] {
            let hit = try await mirror.hit(key)
            #expect(hit["ETag"] == (key == "small" ? small : big).etag)
            #expect(hit["x-amz-meta-origin-etag"]?.contains("v1") == true)
        }
    }
}
