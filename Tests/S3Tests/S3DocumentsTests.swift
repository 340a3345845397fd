import S3
import Testing

@Suite struct S3DocumentsTests {
    private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    private static let namespace = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""

    @Test func `an error is the one of the S3 documentation`() {
        let error = S3Error.noSuchKey("mybucket/my<photo>.jpg".utf8)
        #expect(error.status == 404)
        #expect(
            text(error.xml(requestID: "4442587FB7D0A2F9", resource: "/mybucket/my<photo>.jpg".utf8))
                == Self.head
                + "<Error><Code>NoSuchKey</Code>"
                + "<Message>The specified key does not exist.</Message>"
                + "<Key>mybucket/my&lt;photo&gt;.jpg</Key>"
                + "<Resource>/mybucket/my&lt;photo&gt;.jpg</Resource>"
                + "<RequestId>4442587FB7D0A2F9</RequestId></Error>"
        )
    }

    @Test func `an error without details has the four elements`() {
        #expect(
            text(S3Error(.slowDown).xml(requestID: "1", resource: "/b".utf8))
                == Self.head + "<Error><Code>SlowDown</Code>"
                + "<Message>Please reduce your request rate.</Message>"
                + "<Resource>/b</Resource><RequestId>1</RequestId></Error>"
        )
    }

    @Test func `what XML cannot carry is replaced`() {
        let resource = Array("a&\"'\u{1}\u{FFFE}\u{FC}\t\r\n\u{1F3AC}".utf8) + [0xFF, 0x00]
        let xml = text(S3Error(.invalidURI).xml(requestID: "1", resource: resource))
        #expect(
            xml.contains(
                "<Resource>a&amp;&quot;'\u{FFFD}\u{FFFD}\u{FC}\t&#xD;\n"
                    + "\u{1F3AC}\u{FFFD}\u{FFFD}</Resource>"
            )
        )
    }

    @Test(arguments: S3ErrorCode.allCases)
    func `every code has an error status and a message`(code: S3ErrorCode) {
        #expect((400..<600).contains(code.status))
        #expect(!code.message.isEmpty)
        let isFallback = code.message == S3ErrorCode.internalError.message
        #expect(isFallback == (code == .internalError))
    }

    @Test(arguments: [
        (S3ErrorCode.slowDown, 503), (.originDenied, 502), (.originForbidden, 502),
        (.originUnavailable, 502), (.mirrorLoop, 508), (.storeUnavailable, 503),
        (.notImplemented, 501), (.invalidRange, 416), (.preconditionFailed, 412),
        (.missingContentLength, 411), (.noSuchBucket, 404), (.badDigest, 400),
        (.xAmzContentSHA256Mismatch, 400), (.requestTimeout, 400), (.accessDenied, 403),
        (.methodNotAllowed, 405),
    ])
    func `statuses as S3 and the design give them`(code: S3ErrorCode, status: Int) {
        #expect(code.status == status)
    }

    @Test func `details say what was asked`() {
        let range = S3Error.invalidRange("bytes=9-".utf8, size: 5)
        #expect(range.details.map(\.name.description) == ["RangeRequested", "ActualObjectSize"])
        #expect(range.details.map { text($0.value) } == ["bytes=9-", "5"])
        #expect(S3Error.notImplemented("CopyObject").message == "CopyObject is not implemented.")
        #expect(S3Error.noSuchBucket("b".utf8).details.first?.name.description == "BucketName")
    }

    @Test func `buckets`() {
        let xml = S3Documents.listBuckets([
            (name: Array("movies".utf8), createdSeconds: 1_255_369_850)
        ])
        #expect(
            text(xml) == Self.head + "<ListAllMyBucketsResult \(Self.namespace)>"
                + "<Owner><ID>headwater</ID><DisplayName>headwater</DisplayName></Owner>"
                + "<Buckets><Bucket><Name>movies</Name>"
                + "<CreationDate>2009-10-12T17:50:50.000Z</CreationDate></Bucket></Buckets>"
                + "</ListAllMyBucketsResult>"
        )
    }

    @Test func `the location`() {
        #expect(
            text(S3Documents.location(region: "eu-west-1"))
                == Self.head
                + "<LocationConstraint \(Self.namespace)>eu-west-1</LocationConstraint>"
        )
        #expect(
            text(S3Documents.location(region: "us-east-1"))
                == Self.head + "<LocationConstraint \(Self.namespace)></LocationConstraint>"
        )
    }

    private func list(_ query: String, _ page: ListPage) throws -> String {
        guard case .listObjects(let parameters) = try Requests.operation("GET /b?\(query)") else {
            throw S3Error(.internalError)
        }
        return text(S3Documents.listObjects(bucket: "quotes".utf8, parameters, page))
    }

    @Test func `a listing of version 1 is the one of the S3 documentation`() throws {
        let page = ListPage(
            entries: [
                .init(
                    key: Array("Nelson".utf8),
                    size: 5,
                    etag: "828ef3fdfa96f00ad9f27c383fc9ac7f",
                    modifiedMilliseconds: 1_136_073_600_123
                )
            ]
        )
        #expect(
            try list("prefix=N&marker=Ned&max-keys=40", page)
                == Self.head + "<ListBucketResult \(Self.namespace)><Name>quotes</Name>"
                + "<Prefix>N</Prefix><Marker>Ned</Marker><MaxKeys>40</MaxKeys>"
                + "<IsTruncated>false</IsTruncated><Contents><Key>Nelson</Key>"
                + "<LastModified>2006-01-01T00:00:00.123Z</LastModified>"
                + "<ETag>&quot;828ef3fdfa96f00ad9f27c383fc9ac7f&quot;</ETag><Size>5</Size>"
                + "<Owner><ID>headwater</ID><DisplayName>headwater</DisplayName></Owner>"
                + "<StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>"
        )
    }

    @Test func `NextMarker comes with a delimiter only`() throws {
        let page = ListPage(
            commonPrefixes: [Array("photos/".utf8)],
            next: .afterPrefix(Array("photos/".utf8))
        )
        let grouped = try list("delimiter=/", page)
        #expect(grouped.contains("<Marker></Marker><NextMarker>photos/</NextMarker>"))
        #expect(grouped.contains("<Delimiter>/</Delimiter><IsTruncated>true</IsTruncated>"))
        #expect(
            grouped.hasSuffix(
                "<CommonPrefixes><Prefix>photos/</Prefix></CommonPrefixes></ListBucketResult>"
            )
        )
        #expect(try !list("", page).contains("NextMarker"))
    }

    @Test func `a listing of version 2 with everything`() throws {
        let token = text(ContinuationToken.encode(.afterKey(Array("a".utf8))))
        let page = ListPage(
            entries: [.init(key: Array("b c".utf8), size: 0, etag: nil, modifiedMilliseconds: -1)],
            commonPrefixes: [Array("d/".utf8)],
            next: .afterPrefix(Array("d/".utf8))
        )
        let next = text(ContinuationToken.encode(.afterPrefix(Array("d/".utf8))))
        #expect(
            try list(
                "list-type=2&delimiter=/&start-after=0&continuation-token=\(token)&max-keys=2",
                page
            )
                == Self.head + "<ListBucketResult \(Self.namespace)><Name>quotes</Name>"
                + "<Prefix></Prefix><StartAfter>0</StartAfter>"
                + "<ContinuationToken>\(token)</ContinuationToken>"
                + "<NextContinuationToken>\(next)</NextContinuationToken><KeyCount>2</KeyCount>"
                + "<MaxKeys>2</MaxKeys><Delimiter>/</Delimiter><IsTruncated>true</IsTruncated>"
                + "<Contents><Key>b c</Key><LastModified>1969-12-31T23:59:59.999Z</LastModified>"
                + "<Size>0</Size><StorageClass>STANDARD</StorageClass></Contents>"
                + "<CommonPrefixes><Prefix>d/</Prefix></CommonPrefixes></ListBucketResult>"
        )
        #expect(try list("list-type=2&fetch-owner=true", page).contains("<Owner>"))
    }

    @Test func `names that XML cannot carry come whole with encoding-type=url only`() throws {
        let key = Array("a\u{1}&/\u{FC} +\u{FFFF}\r".utf8)
        let page = ListPage(
            entries: [.init(key: key, size: 1, etag: nil, modifiedMilliseconds: 0)],
            commonPrefixes: [Array("p q/".utf8)],
            next: .afterKey(key)
        )
        let encoded = try list("encoding-type=url&prefix=%01&delimiter=%20/&marker=%26", page)
        #expect(encoded.contains("<Key>a%01%26/%C3%BC%20%2B%EF%BF%BF%0D</Key>"))
        #expect(encoded.contains("<EncodingType>url</EncodingType>"))
        #expect(encoded.contains("<Name>quotes</Name><Prefix>%01</Prefix><Marker>%26</Marker>"))
        #expect(encoded.contains("<NextMarker>a%01%26/%C3%BC%20%2B%EF%BF%BF%0D</NextMarker>"))
        #expect(encoded.contains("<Delimiter>%20/</Delimiter>"))
        #expect(encoded.contains("<CommonPrefixes><Prefix>p%20q/</Prefix></CommonPrefixes>"))
        let plain = try list("", page)
        #expect(plain.contains("<Key>a\u{FFFD}&amp;/\u{FC} +\u{FFFD}&#xD;</Key>"))
    }
}
