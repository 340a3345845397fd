import HTTP1
import S3
import TestSupport
import Testing

@Suite struct S3TargetTests {
    private func parse(_ target: String, host: String? = nil) throws -> S3Target {
        var parsed = S3Target()
        try parse(Array(target.utf8), host: host, &parsed)
        return parsed
    }

    private func parse(_ bytes: [UInt8], host: String? = nil, _ parsed: inout S3Target) throws {
        // Not at the start of the buffer, so that a range taken for an offset shows.
        let buffer = Array("GET ".utf8) + bytes + Array(" HTTP/1.1".utf8)
        let range = 4..<4 + bytes.count
        try buffer.withUnsafeBytes { raw in
            guard let host else { return try parsed.parse(range, in: raw) }
            try Array(host.utf8).withUnsafeBytes { bucket in
                try parsed.parse(range, in: raw, hostBucket: bucket)
            }
        }
    }

    @Test(arguments: [
        ("/", S3Target.Kind.service, "", ""), ("", .service, "", ""),
        ("/?x-id=ListBuckets", .service, "", ""),
        ("?a", .service, "", ""), ("/b", .bucket, "b", ""), ("/b/", .bucket, "b", ""),
        ("/b?list-type=2", .bucket, "b", ""), ("/b/?list-type=2", .bucket, "b", ""),
        ("/My_Bucket.01/k", .object, "My_Bucket.01", "k"), ("/%62/k", .object, "b", "k"),
        ("/b/a/b/c", .object, "b", "a/b/c"), ("/b//k", .object, "b", "/k"),
        ("/b//", .object, "b", "/"),
        ("/b/a//b", .object, "b", "a//b"), ("/b/a/", .object, "b", "a/"),
        ("/b/../k", .object, "b", "../k"), ("/b/./a/../k", .object, "b", "./a/../k"),
        ("/b/..", .object, "b", ".."), ("/b/%2E%2E%2Fk", .object, "b", "../k"),
        ("/b/a+b", .object, "b", "a+b"), ("/b/a%20b", .object, "b", "a b"),
        ("/b/a%2Bb", .object, "b", "a+b"), ("/b/a%2Fb", .object, "b", "a/b"),
        ("/b/a%252Fb", .object, "b", "a%2Fb"), ("/b/100%25", .object, "b", "100%"),
        ("/b/%C3%BC", .object, "b", "\u{FC}"), ("/b/\u{FC}", .object, "b", "\u{FC}"),
        ("/b/%F0%9F%8E%AC", .object, "b", "\u{1F3AC}"), ("/b/%3F?acl", .object, "b", "?"),
        ("/b/a%01%0D%0A", .object, "b", "a\u{1}\r\n"), ("/b/k?a?b", .object, "b", "k"),
        ("/b/%7E%5Ek", .object, "b", "~^k"),
    ])
    func `paths are decoded once and never normalised`(
        target: String,
        kind: S3Target.Kind,
        bucket: String,
        key: String
    ) throws {
        let parsed = try parse(target)
        #expect(parsed.kind == kind)
        #expect(text(parsed.bucket) == bucket)
        // Compared as bytes: text that is equal for Unicode may be another key.
        #expect(Array(parsed.key) == Array(key.utf8))
        #expect(
            parsed.objectPath.map { Array($0.key) } == (kind == .object ? Array(key.utf8) : nil)
        )
    }

    @Test(arguments: [
        ("/b/%", S3ErrorCode.invalidURI), ("/b/%2", .invalidURI), ("/b/%2G", .invalidURI),
        ("/b/%G2", .invalidURI), ("/b/k%", .invalidURI), ("/%zz/k", .invalidURI),
        ("/b/%00", .invalidURI), ("/b/a%00b", .invalidURI), ("/b/%FF", .invalidURI),
        ("/b/%C3%28", .invalidURI), ("/b/%C3", .invalidURI), ("/b/%C0%AF", .invalidURI),
        ("/b/%ED%A0%80", .invalidURI), ("/b/%F4%90%80%80", .invalidURI),
        ("/b/%E0%80%AF", .invalidURI), ("/b/%F8%88%80%80%80", .invalidURI),
        ("/b/%80", .invalidURI), ("*", .invalidURI), ("b/k", .invalidURI),
        ("//k", .invalidBucketName), ("/b%2Fk/x", .invalidBucketName),
        ("/b%00/k", .invalidBucketName),
        ("/b c/k", .invalidBucketName), ("/../k", .invalidBucketName), ("/.", .invalidBucketName),
        ("/b\u{FC}/k", .invalidBucketName), ("/b%20c", .invalidBucketName),
        ("/b:c/k", .invalidBucketName),
    ])
    func `what names nothing is refused`(target: String, code: S3ErrorCode) {
        #expect(Requests.code { try parse(target) } == code)
    }

    @Test func `a NUL or a stray byte is found wherever it is in a long key`() {
        for position in 0..<25 {
            for escape in ["%00", "%80", "%FF", "%C3"] {
                let key = String(repeating: "k", count: position) + escape
                let target = "/b/" + key + String(repeating: "k", count: 24 - position)
                #expect(Requests.code { try parse(target) } == .invalidURI, "\(target)")
            }
        }
    }

    @Test func `lengths are of decoded bytes`() throws {
        #expect(try parse("/b/" + String(repeating: "%C3%BC", count: 512)).key.count == 1024)
        #expect(
            Requests.code { try parse("/b/" + String(repeating: "k", count: 1025)) } == .keyTooLong
        )
        let bucket = String(repeating: "b", count: 255)
        #expect(try parse("/\(bucket)/k").bucket.count == 255)
        #expect(Requests.code { try parse("/\(bucket)b/k") } == .invalidBucketName)
    }

    @Test(arguments: [
        ("/", S3Target.Kind.bucket, ""), ("", .bucket, ""), ("?acl", .bucket, ""),
        ("/k", .object, "k"),
        ("/b/k", .object, "b/k"), ("//", .object, "/"), ("/a%2Fb?x=/y", .object, "a/b"),
    ])
    func `in virtual-host style the whole path is the key`(
        target: String,
        kind: S3Target.Kind,
        key: String
    ) throws {
        let parsed = try parse(target, host: "Movies")
        #expect(parsed.kind == kind)
        #expect(text(parsed.bucket) == "movies")
        #expect(text(parsed.key) == key)
    }

    @Test func `a target is used again without a trace, and its paths live on`() throws {
        var target = S3Target()
        try parse(Array("/bucket/some/key?versionId=1".utf8), &target)
        let first = target.objectPath
        #expect(target.query.has(.versionID))
        try parse(Array("/c".utf8), &target)
        #expect(target.kind == .bucket && target.objectPath == nil && target.key.isEmpty)
        #expect(!target.query.has(.versionID) && target.query.items.isEmpty)
        #expect(Requests.code { try parse(Array("/c/%".utf8), &target) } == .invalidURI)
        try parse(Array("/d/k".utf8), &target)
        #expect(text(target.path) == "d/k")
        #expect(first?.description == "bucket/some/key")
        #expect(first?.bucketText == "bucket" && first?.keyText == "some/key")
    }

    @Test func `a path of text is checked like one of a request`() throws {
        let path = try ObjectPath(Array("b/a//../\u{FC}%20".utf8))
        #expect(path.bucketText == "b" && path.keyText == "a//../\u{FC}%20")
        #expect(Requests.code { try ObjectPath(Array("b".utf8)) } == .invalidURI)
        #expect(Requests.code { try ObjectPath(Array("b/".utf8)) } == .invalidURI)
        #expect(Requests.code { try ObjectPath(Array("/k".utf8)) } == .invalidBucketName)
        #expect(Requests.code { try ObjectPath(Array("b/\0".utf8)) } == .invalidURI)
        #expect(Requests.code { try ObjectPath([0x62, 0x2F, 0xFF]) } == .invalidURI)
    }

    @Test(arguments: [
        ("movies.s3.example.com", "movies"), ("movies.s3.example.com:8400", "movies"),
        ("MOVIES.S3.Example.COM", "MOVIES"), ("a.b.s3.example.com", "a.b"),
        ("s3.example.com", nil), (".s3.example.com", nil), ("movies-s3.example.com", nil),
        ("example.com", nil), ("[::1]:8400", nil), ("", nil), ("movies.s3.example.com.", nil),
        ("127.0.0.1", nil),
    ])
    func `the bucket of a host`(host: String, bucket: String?) {
        let found = Array(host.utf8).withUnsafeBytes { raw in
            VirtualHost.bucket(in: raw, domain: Array("s3.example.com".utf8)).map { text(raw[$0]) }
        }
        #expect(found == bucket)
    }

    @Test(arguments: [
        ("/b/k", true), ("/b/k?x-id=GetObject", true), ("/b/k?v=123&location=x&session=1", true),
        ("/b/k?response-content-type=text/plain", true),
        ("/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=ab&X-Amz-Expires=60", true),
        ("/b/k?AWSAccessKeyId=a&Signature=b&Expires=1", true), ("/b/k?", true), ("/b/k?&&=", true),
        ("/b/k?VersionID=1", true), ("/b/k?acl", false), ("/b/k?acl=", false),
        ("/b/k?x&acl", false),
        ("/b/k?tagging", false), ("/b/k?versionId=null", false), ("/b/k?uploadId=1", false),
        ("/b/k?partNumber=1", false), ("/b/k?attributes", false), ("/b/k?torrent", false),
        ("/b/k?legal-hold", false), ("/b/k?retention", false), ("/b/k?%61cl", false),
        ("/b/k?version%49d=1", false), ("/b", false), ("/", false),
    ])
    func `edge 3 only plain reads of an object may be mirrored`(target: String, isPlain: Bool)
        throws
    {
        let parsed = try parse(target)
        #expect(parsed.isPlainRead(.get) == isPlain)
        #expect(parsed.isPlainRead(.head) == isPlain)
        for method in [Method.put, .post, .delete, .options, .other] {
            #expect(!parsed.isPlainRead(method))
        }
    }

    @Test func `percent-encoding of every byte comes back`() {
        let all = Array(UInt8(0)...255)
        for keepsSlash in [true, false] {
            let encoded = PercentCoding.encode(all, keepsSlash: keepsSlash)
            #expect(encoded.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "+") })
            #expect(encoded.contains(UInt8(ascii: "/")) == keepsSlash)
            var decoded: [UInt8] = []
            let isWhole = encoded.withUnsafeBytes {
                PercentCoding.decode($0, plusIsSpace: true, into: &decoded)
            }
            #expect(isWhole)
            #expect(decoded == all)
        }
        #expect(text(PercentCoding.encode("a b/\u{FC}~".utf8)) == "a%20b%2F%C3%BC~")
    }

    @Test(arguments: 1...20)
    func `mutated targets never crash and never give a bad path`(seed: Int) {
        var random = ByteMutator(seed: UInt64(seed), lively: "\r\n ;/?%&=+.\0:0AFac\"")
        let corpus = [
            "/b/k", "/bucket/a%20b/%C3%BC?list-type=2&prefix=a%2Fb&max-keys=3", "/b?acl", "/b//..",
            "/b/%F0%9F%8E%AC?versionId=%31&x-id=GetObject",
        ]
        var target = S3Target()
        for _ in 0..<500 {
            var bytes = Array(corpus[random.below(corpus.count)].utf8)
            for _ in 0...random.below(4) { random.mutate(&bytes) }
            do {
                try parse(bytes, &target)
                guard target.kind == .object else { continue }
                #expect(String(validating: target.key, as: UTF8.self) != nil, "\(bytes)")
                #expect(!target.path.contains(0) && !target.bucket.contains(0x2F), "\(bytes)")
                #expect((1...1024).contains(target.key.count))
            } catch {
                #expect(error is S3Error)
            }
        }
    }
}
