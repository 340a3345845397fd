import HTTP1
import S3
import Testing

@Suite struct S3OperationTests {
    @Test(arguments: [
        ("GET /", S3Operation.listBuckets), ("HEAD /b", .headBucket), ("HEAD /b/", .headBucket),
        ("GET /b?location", .getBucketLocation), ("GET /b/?location=", .getBucketLocation),
        ("GET /b/k", .getObject(overrides: [])),
        ("HEAD /b/k?x-id=HeadObject", .headObject(overrides: [])),
        ("PUT /b/k?x-id=PutObject", .putObject), ("DELETE /b/k", .deleteObject),
        ("GET /b/k?foo=bar", .getObject(overrides: [])),
        ("GET /b/k?location", .getObject(overrides: [])),
        ("GET /b/k?versionId=null", .getObject(overrides: [])),
        ("HEAD /b/k?versionId=null", .headObject(overrides: [])),
        ("DELETE /b/k?versionId=null", .deleteObject),
        ("GET /b/k?partNumber=7", .getObjectPart(7, overrides: [])),
        ("HEAD /b/k?partNumber=10000", .headObjectPart(10_000, overrides: [])),
        ("PUT /b", .createBucket), ("DELETE /b", .deleteBucket), ("GET /b?acl", .getBucketACL),
        ("PUT /b?acl", .putBucketACL), ("GET /b?cors&prefix=x", .getBucketCORS),
        ("PUT /b?cors", .putBucketCORS), ("DELETE /b?cors", .deleteBucketCORS),
        ("POST /b?delete", .deleteObjects), ("OPTIONS /b/k", .preflight), ("OPTIONS /", .preflight),
        ("GET /b?policy", .getBucketDefault(.error(.noSuchBucketPolicy))),
        ("GET /b?tagging", .getBucketDefault(.error(.noSuchTagSet))),
        ("GET /b/k?tagging", .getObjectTagging), ("PUT /b/k?tagging", .putObjectTagging),
        ("DELETE /b/k?tagging", .deleteObjectTagging), ("GET /b/k?acl", .getObjectACL),
        ("PUT /b/k?acl", .putObjectACL), ("POST /b/k?uploads", .createMultipartUpload),
    ])
    func `operations that are there`(line: String, operation: S3Operation) throws {
        #expect(try Requests.operation(line) == operation)
    }

    @Test(arguments: [
        ("POST /b", "PostObject"),
        ("PUT /b?policy", "PutBucketPolicy"), ("DELETE /b?policy", "DeleteBucketPolicy"),
        ("GET /b?inventory", "GetBucketInventoryConfiguration"),
        ("PUT /b?versioning", "PutBucketVersioning"),
        ("POST /b/k?restore", "RestoreObject"),
        ("POST /b/k?select&select-type=2", "SelectObjectContent"),
        ("PUT /b/k?legal-hold", "PutObjectLegalHold"), ("GET /b/k?retention", "GetObjectRetention"),

    ])
    func `operations that S3 has and Headwater has not are named`(line: String, name: String) throws
    {
        #expect(try Requests.operation(line) == .notImplemented(name))
    }

    @Test func `copies are told by their field, with the source decoded once`() throws {
        let upload = String(repeating: "0a", count: 16)
        let source = ["x-amz-copy-source: /src/a%2Fb%20%2525+?versionId=null"]
        guard case .copyObject(let copy) = try Requests.operation("PUT /b/k", source) else {
            throw S3Error(.internalError)
        }
        #expect(copy.path.description == "src/a/b %25+" && copy.conditions.isEmpty)
        let part = "PUT /b/k?partNumber=2&uploadId=\(upload)"
        let ranged = source + ["x-amz-copy-source-range: bytes=5-9"]
        guard case .uploadPartCopy(let name, _, let range) = try Requests.operation(part, ranged)
        else { throw S3Error(.internalError) }
        #expect(name.number == 2 && name.upload == [UInt8](repeating: 10, count: 16))
        #expect(try range.resolve(size: 10) == 5..<10)
        #expect(Requests.code { try range.resolve(size: 9) } == .invalidRange)
    }

    @Test(arguments: [
        ("x-amz-copy-source: nokey", S3ErrorCode.invalidArgument),
        ("x-amz-copy-source: /b/%zz", .invalidArgument), ("x-amz-copy-source: ", .invalidArgument),
        ("x-amz-copy-source: b/k?versionId=3", .noSuchVersion),
        ("x-amz-copy-source: b%2F/k%00", .invalidURI),
        ("x-amz-copy-source: b!/k", .invalidBucketName),
    ])
    func `a source that is none is refused`(field: String, code: S3ErrorCode) {
        #expect(Requests.code { try Requests.operation("PUT /b/k", [field]) } == code)
    }

    @Test(arguments: [
        ("GET /b/k?versionId=3", S3ErrorCode.noSuchVersion),
        ("DELETE /b/k?versionId=3", .noSuchVersion),
        ("GET /b/k?partNumber=0", .invalidArgument),
        ("GET /b/k?partNumber=10001", .invalidArgument),
        ("PUT /b/k?partNumber=1", .invalidArgument), ("PUT /b/k?uploadId=x", .invalidArgument),
        ("PUT /b/k?partNumber=1&uploadId=x", .noSuchUpload),
        ("POST /b/k?uploadId=x", .noSuchUpload),
        ("GET /b/k?uploadId=ABCDEFABCDEFABCDEFABCDEFABCDEFAB", .noSuchUpload),
        ("GET /b?uploads&max-uploads=-1", .invalidArgument),
        ("GET /b/k?attributes", .invalidRequest),
    ])
    func `what names no part, upload or version is refused`(line: String, code: S3ErrorCode) {
        #expect(Requests.code { try Requests.operation(line) } == code)
    }

    @Test(arguments: [
        ("OPTIONS /b", OperationRight.none), ("GET /", .signature), ("PUT /b?policy", .signature),
        ("HEAD /b", .bucket), ("GET /b?versioning", .bucket), ("GET /b", .read),
        ("GET /b?versions", .read), ("GET /b/k?partNumber=1", .read), ("GET /b/k?tagging", .read),
        ("PUT /b/k", .write), ("POST /b?delete", .write), ("GET /b?uploads", .write),
        ("GET /b/k?acl", .write), ("PUT /b", .administer), ("DELETE /b", .administer),
        ("PUT /b?acl", .administer), ("PUT /b/k?acl", .administer), ("DELETE /b?cors", .administer),
    ])
    func `the right that an operation needs`(line: String, right: OperationRight) throws {
        #expect(OperationRight(try Requests.operation(line)) == right)
    }

    @Test func `a copy reads its source and stores`() throws {
        let copy = try Requests.operation("PUT /b/k", ["x-amz-copy-source: src/key"])
        #expect(copy.copiedPath?.bucketText == "src" && copy.storesObjects)
        #expect(OperationRight(copy) == .write)
        #expect(try Requests.operation("PUT /b/k").copiedPath == nil)
        #expect(try !Requests.operation("DELETE /b/k").storesObjects)
    }

    @Test(arguments: [
        "POST /", "PUT /", "HEAD /", "DELETE /", "POST /b/k", "PATCH /b/k", "PATCH /b", "TRACE /",
        "HEAD /b?acl", "POST /b?policy", "PUT /b?uploads", "POST /b/k?acl", "DELETE /b/k?torrent",
        "HEAD /b/k?acl", "PATCH /b/k?acl",
    ])
    func `methods that nothing answers`(line: String) {
        #expect(Requests.code { try Requests.operation(line) } == .methodNotAllowed)
    }

    @Test func `overrides are read once each, decoded`() throws {
        let line =
            "GET /b/k?response-content-type=text%2Fplain&response-content-disposition="
            + "attachment%3B+filename%3D%22a%20b%22&response-content-type=b&response-expires="
        let expected = [
            StoredField(name: "Content-Type", value: "text/plain"),
            StoredField(name: "Content-Disposition", value: "attachment; filename=\"a b\""),
            StoredField(name: "Expires", value: ""),
        ]
        #expect(try Requests.operation(line) == .getObject(overrides: expected))
    }

    @Test(arguments: ["%0D%0AX-Evil:%201", "a%0Ab", "%00", "a%7F", "%FF", "\u{FC}%01"])
    func `an override cannot begin another field`(value: String) {
        let line = "GET /b/k?response-content-type=\(value)"
        #expect(Requests.code { try Requests.operation(line) } == .invalidArgument)
    }

    private func list(_ query: String) throws -> ListParameters {
        guard case .listObjects(let parameters) = try Requests.operation("GET /b?\(query)") else {
            throw S3Error(.internalError)
        }
        return parameters
    }

    @Test func `a listing of version 1`() throws {
        let plain = try list("")
        #expect(plain.version == .one(marker: []))
        #expect(plain.prefix.isEmpty && plain.delimiter.isEmpty && !plain.encodesNames)
        #expect(plain.maxKeys == 1000 && plain.position == .start)
        let full = try list("prefix=a%2F&delimiter=--&marker=a/x+y&max-keys=7&encoding-type=url")
        #expect(full.version == .one(marker: Array("a/x y".utf8)))
        #expect(text(full.prefix) == "a/" && text(full.delimiter) == "--")
        #expect(full.maxKeys == 7 && full.encodesNames)
        #expect(full.position == .afterKey(Array("a/x y".utf8)))
    }

    @Test func `a listing of version 2`() throws {
        let plain = try list("list-type=2")
        #expect(plain.version == .two(startAfter: nil, continuationToken: nil, fetchOwner: false))
        #expect(plain.position == .start)
        let started = try list("list-type=2&start-after=m&fetch-owner=true&marker=ignored")
        #expect(started.position == .afterKey([UInt8(ascii: "m")]))
        #expect(
            started.version
                == .two(startAfter: [UInt8(ascii: "m")], continuationToken: nil, fetchOwner: true)
        )
        let token = ContinuationToken.encode(.afterPrefix(Array("p/\u{FC}".utf8)))
        let resumed = try list("list-type=2&start-after=m&continuation-token=\(text(token))")
        #expect(resumed.position == .afterPrefix(Array("p/\u{FC}".utf8)))
    }

    @Test(arguments: [
        ("", "0", 0), ("", "1", 1), ("", "1000", 1000), ("", "1001", 1000),
        ("", "2147483647", 1000),
        ("", "", 1000), ("", "007", 7),
    ])
    func `max-keys is clamped`(prefix: String, value: String, expected: Int) throws {
        #expect(try list("max-keys=\(prefix)\(value)").maxKeys == expected)
    }

    @Test(arguments: [
        "max-keys=-1", "max-keys=x", "max-keys=1.5", "max-keys=2147483648",
        "max-keys=99999999999999999999", "max-keys=1%20", "max-keys=%2B1", "encoding-type=xml",
        "list-type=1", "list-type=", "list-type=22", "list-type=2&continuation-token=",
        "list-type=2&continuation-token=abc", "list-type=2&continuation-token=AQE",
        "list-type=2&continuation-token=AQFh%00", "list-type=2&continuation-token=AQFh=",
        "list-type=2&continuation-token=1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=",
        "prefix=%FF", "delimiter=%00", "marker=%C3",
    ])
    func `what is no value of a listing parameter is InvalidArgument`(query: String) {
        #expect(Requests.code { try list(query) } == .invalidArgument)
    }

    @Test func `broken percent-encoding matters only where it is used`() throws {
        #expect(Requests.code { try list("prefix=100%") } == .invalidURI)
        #expect(try list("unknown=100%").prefix.isEmpty)
        #expect(try Requests.operation("GET /b/k?v=%") == .getObject(overrides: []))
    }

    @Test(arguments: [
        ("", "/", "a/", ListPosition.afterPrefix(Array("a/".utf8))),
        ("", "/", "a/b", .afterKey(Array("a/b".utf8))),
        ("", "/", "a/b/", .afterKey(Array("a/b/".utf8))),
        ("a/", "/", "a/b/", .afterPrefix(Array("a/b/".utf8))),
        ("a/", "/", "a/", .afterKey(Array("a/".utf8))),
        ("b/", "/", "a/", .afterKey(Array("a/".utf8))), ("", "", "a/", .afterKey(Array("a/".utf8))),
        ("", "aa", "xaa", .afterPrefix(Array("xaa".utf8))),
        ("", "aa", "aaa", .afterKey(Array("aaa".utf8))),
        ("", "/", "/", .afterPrefix(Array("/".utf8))),
        ("", "/", "", .start),
    ])
    func `a marker that is a common prefix is passed as a whole`(
        prefix: String,
        delimiter: String,
        marker: String,
        position: ListPosition
    ) throws {
        let parameters = try list("prefix=\(prefix)&delimiter=\(delimiter)&marker=\(marker)")
        #expect(parameters.position == position)
    }

    @Test func `every position comes back from its token, which needs no encoding in a URL`() {
        let positions: [ListPosition] =
            [.start] + (1...70).map { .afterKey([UInt8](repeating: 0x7E, count: $0)) }
            + (1...9).map { .afterPrefix([UInt8](repeating: UInt8($0), count: $0 + 30)) }
            + [.afterKey(Array("\u{FC}\u{1F3AC}?\u{7F}".utf8))]
        for position in positions {
            let token = ContinuationToken.encode(position)
            #expect(PercentCoding.encode(token) == token)
            #expect(ContinuationToken.decode(token) == position)
            #expect(ContinuationToken.decode(Array(token.dropLast())) != position)
        }
    }
}
