import TestSupport
import Testing

/// Private s3 origins: a second node that asks for signatures.
@Suite struct S3OriginTests {
    private let origin: HeadwaterProcess
    private let mirror: HeadwaterProcess
    private let owner: SignedClient

    init() async throws {
        origin = try await HeadwaterProcess.start("origin")
        mirror = try await HeadwaterProcess.start("mirror")
        try await origin.kvPut("source", origin: "http://127.0.0.1:1")
        try await origin.kvDelete("source")
        owner = try await SignedClient.make(on: origin, ["admin": .array(["*"])])
    }

    private func map(_ prefix: String = "", secret: String? = nil) async throws {
        let reader = try await SignedClient.make(on: origin, ["read": .array(["source"])])
        try await mirror.kvPut(
            "copy",
            origin: "s3+http://127.0.0.1:\(origin.s3.port)/source\(prefix)",
            [
                "credentials": .object([
                    "access-key": .string(reader.accessKey),
                    "secret-key": .string(secret ?? reader.secretKey), "region": "eu-north-1",
                ])
            ]
        )
    }

    @Test func `a private object is mirrored with its metadata and checked by its ETag`()
        async throws
    {
        let body = Array("private bytes".utf8)
        let key = "a b/ü+&=%2F//x"
        _ = try await owner.request(
            "PUT",
            "source/pre/\(key)",
            body: body,
            fields: [("x-amz-meta-colour", "green"), ("Content-Type", "text/x-test")]
        )
        #expect(try await origin.get("source/pre/\(key)").status == 403)
        try await map("/pre")
        let head = try await mirror.head("copy/\(key)")
        #expect(head.status == 200 && head.contentLength == 13)
        for source in ["follow", "hit"] {
            if source == "hit" { try await mirror.waitForFills() }
            let answer = try await mirror.get("copy/\(key)")
            #expect(answer.body == body)
            #expect(answer["x-amz-meta-colour"] == "green")
            #expect(answer["Content-Type"] == "text/x-test")
        }
        #expect(try await mirror.waitForHit("copy/\(key)").body == body)
        #expect(try await mirror.get("copy/absent").status == 404)
    }

    @Test func `a range, and a large object that breaks nothing, are signed too`() async throws {
        let body = Pattern(seed: 5).bytes(0..<(12 << 20))
        _ = try await owner.request("PUT", "source/large", body: body)
        try await map()
        let far = try await mirror.get("copy/large", fields: [("Range", "bytes=11000000-11000009")])
        #expect(far.status == 206 && far.body == Array(body[11_000_000..<11_000_010]))
        #expect(try await mirror.waitForHit("copy/large").body == body)
    }

    @Test func `a wrong secret is OriginDenied, and no secret is printed back`() async throws {
        _ = try await owner.request("PUT", "source/k", body: [1])
        try await map(secret: "not-the-secret")
        let answer = try await mirror.get("copy/k")
        #expect(answer.status == 502 && answer.xml("Code") == "OriginDenied")
        let printed = try await mirror.call("GET", "/v1/kv/copy").text
        #expect(printed.contains("eu-north-1") && !printed.contains("not-the-secret"))
    }
}
