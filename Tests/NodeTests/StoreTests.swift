import Hashing
import TestSupport
import Testing

@Suite struct StoreTests {
    @Test(arguments: [0, 1, 4096, 100_000, 9_000_000])
    func `edge 30: what was put is there, byte for byte`(size: UInt64) async throws {
        let mirror = try await Mirror.make()
        let body = BodySource.seeded(size, size: size)
        let answer = try await mirror.put(
            "a b/ü",
            body.bytes(),
            fields: [
                ("Content-Type", "text/x-test"), ("Content-MD5", body.md5Base64),
                ("x-amz-meta-colour", "green"), ("Cache-Control", "max-age=1"),
                ("x-amz-checksum-sha256", body.sha256Base64),
                ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
            ]
        )
        #expect(answer.status == 200 && answer["ETag"] == body.etag)
        let read = try await mirror.get("a b/ü", sink: .compare(body))
        #expect(read.source == "hit" && read.end == .clean && read.firstMismatch == nil)
        #expect(read.bodyCount == size && read["ETag"] == body.etag)
        #expect(read["Content-Type"] == "text/x-test" && read["x-amz-meta-colour"] == "green")
        #expect(read["Cache-Control"] == "max-age=1")
        let head = try await mirror.head("a b/ü")
        #expect(Mirror.lasting(head) == Mirror.lasting(read))
        #expect(try await mirror.node.delete("\(mirror.bucket)/a b/ü").status == 204)
        #expect(try await mirror.get("a b/ü").status == 404)
        #expect(try await mirror.node.delete("\(mirror.bucket)/a b/ü").status == 204)
    }

    @Test(arguments: [
        ("Content-MD5", "BadDigest"), ("x-amz-content-sha256", "XAmzContentSHA256Mismatch"),
        ("x-amz-checksum-sha256", "BadDigest"), ("x-amz-checksum-sha1", "BadDigest"),
    ])
    func `edge 30: a digest that does not fit stores nothing and replaces nothing`(
        name: String,
        code: String
    ) async throws {
        let mirror = try await Mirror.make()
        let wrong = BodySource.text("something else")
        let value =
            switch name {
            case "Content-MD5": wrong.md5Base64
            case "x-amz-content-sha256":
                Hexadecimal.encode(Digest.of(wrong.bytes(), .sha256))
            case "x-amz-checksum-sha1": Base64.encode(Digest.of(wrong.bytes(), .sha1))
            default: wrong.sha256Base64
            }
        #expect(try await mirror.put("old", Array("old".utf8)).status == 200)
        for key in ["old", "new"] {
            let answer = try await mirror.put(key, Array("body".utf8), fields: [(name, value)])
            #expect(answer.status == 400 && answer.xml("Code") == code)
        }
        #expect(try await mirror.get("old").text == "old")
        #expect(try await mirror.node.listKeys(mirror.bucket) == ["old"])
    }

    @Test func `a read amid replacements is one version or the other, never an error`()
        async throws
    {
        let mirror = try await Mirror.make()
        let versions = [1, 2].map { BodySource.seeded($0, size: 100_000) }
        let digests = versions.map { Digest.of($0.bytes(), .md5) }
        #expect(try await mirror.put("k", versions[0].bytes()).status == 200)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<60 {
                    let put = try await mirror.put("k", versions[number % 2].bytes())
                    #expect(put.status == 200)
                }
            }
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<60 {
                        let read = try await mirror.get("k")
                        #expect(read.status == 200 && read.end == .clean)
                        #expect(digests.contains(Digest.of(read.body, .md5)))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: ["not base64", "YWJj", ""])
    func `edge 30: a malformed digest is refused`(value: String) async throws {
        let mirror = try await Mirror.make()
        let answer = try await mirror.put("k", [1], fields: [("Content-MD5", value)])
        #expect(answer.status == 400 && answer.xml("Code") == "InvalidDigest")
    }

    @Test func `edge 30: a body that breaks off is not stored`() async throws {
        let mirror = try await Mirror.make()
        let port = mirror.node.s3.port
        let head = "PUT /\(mirror.bucket)/k HTTP/1.1\r\nHost: x\r\n"
        for (framing, isReset) in [
            ("Content-Length: 1000000\r\n\r\n", false), ("Content-Length: 1000000\r\n\r\n", true),
            ("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", false),
            ("Transfer-Encoding: chunked\r\n\r\nffff\r\n", true),
        ] {
            let connection = try await RawConnection.open(port: port)
            connection.expectAnswer()
            try await connection.send(head + framing + String(repeating: "x", count: 5000))
            if isReset {
                connection.reset()
            } else {
                connection.finishSending()
                let answer = try await connection.readAnswer()
                #expect(answer.status >= 400 || answer.end.isBroken)
            }
        }
        #expect(try await mirror.node.listKeys(mirror.bucket) == [])
    }

    @Test func `edge 30: a chunked body, and one that waits to be asked for`() async throws {
        let mirror = try await Mirror.make()
        let chunked = try await mirror.node.s3.exchange(
            "PUT /\(mirror.bucket)/chunked HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n"
        )
        #expect(chunked.status == 200 || chunked.status == 411)
        if chunked.status == 200 { #expect(try await mirror.get("chunked").text == "hello world") }

        let connection = try await RawConnection.open(port: mirror.node.s3.port)
        connection.expectAnswer()
        try await connection.send(
            "PUT /\(mirror.bucket)/asked HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
                + "Expect: 100-continue\r\n\r\n"
        )
        // Nothing is sent before the node asks: a node that does not ask waits for ever.
        try await connection.readInterim()
        try await connection.send("hello")
        #expect(try await connection.readAnswer().status == 200)
        #expect(try await mirror.get("asked").text == "hello")
    }

    @Test func `a PUT replaces at once, also for who is reading`() async throws {
        let mirror = try await Mirror.make()
        let (old, new) = (BodySource.seeded(1, size: 20 << 20), BodySource.seeded(2, size: 1 << 20))
        #expect(try await mirror.put("k", old.bytes()).status == 200)
        let reader = try await mirror.begin("k", sink: .compare(old), readTo: 1000)
        #expect(try await mirror.put("k", new.bytes()).status == 200)
        #expect(try await mirror.get("k", sink: .compare(new)).firstMismatch == nil)
        let answer = try await reader.readAnswer()
        #expect(answer.end == .clean && answer.firstMismatch == nil)
    }

    @Test func `lists with prefix, delimiter, pages and encoding`() async throws {
        let mirror = try await Mirror.make()
        let keys = ["a", "b/1", "b/2", "b/c/3", "c d&e", "d\u{1}", "ü"]
        for key in keys { #expect(try await mirror.put(key, [1]).status == 200) }
        let (node, bucket) = (mirror.node, mirror.bucket)
        #expect(try await node.listKeys(bucket, prefix: "b/") == ["b/1", "b/2", "b/c/3"])
        for size in 1...4 {
            #expect(try await node.listKeys(bucket, prefix: "b", pageSize: size).count == 3)
        }
        let level = try await node.s3.request(
            "GET",
            "/\(bucket)?list-type=2&delimiter=%2F&encoding-type=url"
        )
        #expect(
            level.xmlAll("Key") == ["a", "c%20d%26e", "d%01", "%C3%BC"]
                || level.xmlAll("Key") == ["a", "c+d%26e", "d%01", "%C3%BC"]
        )
        #expect(
            level.xmlAll("CommonPrefixes") == ["<Prefix>b%2F</Prefix>"]
                || level.xmlAll("CommonPrefixes") == ["<Prefix>b/</Prefix>"]
        )
        let first = try await node.s3.request("GET", "/\(bucket)?max-keys=2&prefix=b/")
        #expect(first.xmlAll("Key") == ["b/1", "b/2"] && first.xml("IsTruncated") == "true")
        let second = try await node.s3.request("GET", "/\(bucket)?marker=b/2&prefix=b/")
        #expect(second.xmlAll("Key") == ["b/c/3"] && second.xml("IsTruncated") == "false")
        let buckets = try await node.s3.request("GET", "/")
        #expect(buckets.xmlAll("Name").contains(bucket))
        #expect(try await node.s3.request("HEAD", "/\(bucket)").status == 200)
        #expect(try await node.s3.request("HEAD", "/no-such-bucket").status == 404)
        #expect(try await node.s3.request("GET", "/\(bucket)?location").status == 200)
        for target in ["/\(bucket)?inventory", "/\(bucket)?analytics"] {
            let answer = try await node.s3.request("GET", target)
            #expect(answer.status == 501 && answer.xml("Code") == "NotImplemented")
        }
    }
}
