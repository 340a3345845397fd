import S3
import Testing

@Suite struct UploadFieldsTests {
    private static let streaming = [
        "x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "x-amz-decoded-content-length: 9",
    ]

    @Test func `what is kept with the object`() throws {
        let upload = try Requests.upload([
            "content-type: text/plain", "CACHE-CONTROL: no-cache", "Content-Disposition: inline",
            "Content-Encoding: aws-chunked,gzip", "Content-Language: de", "Expires: 0",
            "X-Amz-Meta-Color: red", "x-amz-meta-EMPTY:", "Accept: */*", "x-amz-date: 1",
            "Range: a",
            "x-amz-expected-bucket-owner: 1", "x-amz-acl: private", "x-amz-storage-class: STANDARD",
        ])
        #expect(
            upload.fields.map { "\($0.name)=\(text($0.value))" } == [
                "Content-Type=text/plain", "Cache-Control=no-cache", "Content-Disposition=inline",
                "Content-Encoding=gzip", "Content-Language=de", "Expires=0", "x-amz-meta-color=red",
                "x-amz-meta-empty=",
            ]
        )
        #expect(upload.length == 3)
        #expect(upload.condition == .always)
        #expect(upload.payload == .absent)
        #expect(upload.md5 == nil && upload.checksum == nil && upload.trailingChecksum == nil)
    }

    @Test func `Content-Type has a default, repeated metadata is joined`() throws {
        let upload = try Requests.upload([
            "Content-Encoding: AWS-Chunked", "Content-Type:", "x-amz-meta-a: 1", "X-AMZ-META-A: 2",
        ])
        #expect(
            upload.fields == [
                StoredField(name: "Content-Type", value: "binary/octet-stream"),
                StoredField(name: "x-amz-meta-a", value: "1,2"),
            ]
        )
    }

    @Test(arguments: [
        ("aws-chunked, deflate, gzip", "deflate, gzip"), ("gzip, aws-chunked", "gzip"),
        ("br,gzip", "br,gzip"),
    ])
    func `codings of the object stay as they were written`(sent: String, kept: String) throws {
        let upload = try Requests.upload(["Content-Encoding: " + sent])
        #expect(upload.fields.contains(StoredField(name: "Content-Encoding", value: kept)))
    }

    @Test func `user metadata holds 2 KiB`() throws {
        let fits = "x-amz-meta-a: " + String(repeating: "v", count: 2047)
        #expect(try Requests.upload([fits]).fields.count == 2)
        #expect(Requests.code { try Requests.upload([fits + "v"]) } == .metadataTooLarge)
        #expect(
            Requests.code { try Requests.upload([fits, "x-amz-meta-b:"]) } == .metadataTooLarge
        )
        let long = "Cache-Control: " + String(repeating: "v", count: 4097)
        #expect(Requests.code { try Requests.upload([long]) } == .metadataTooLarge)
    }

    @Test func `lengths`() throws {
        #expect(Requests.code { try Requests.upload([], length: false) } == .missingContentLength)
        #expect(try Requests.upload(["Transfer-Encoding: chunked"], length: false).length == nil)
        #expect(try Requests.upload(Self.streaming).length == 9)
        #expect(
            Requests.code { try Requests.upload([Self.streaming[0]]) } == .missingContentLength
        )
        for value in ["-1", "", "x", "+9", "9223372036854775808", "18446744073709551616"] {
            #expect(
                Requests.code {
                    try Requests.upload([
                        Self.streaming[0], "x-amz-decoded-content-length: \(value)",
                    ])
                } == .invalidArgument
            )
        }
    }

    @Test func `Content-MD5`() throws {
        let upload = try Requests.upload(["Content-MD5: XrY7u+Ae7tCTyyK7j1rNww=="])
        #expect(upload.md5?.first == 0x5E && upload.md5?.count == 16)
        for value in ["", "XrY7u+Ae7tCTyyK7j1rNww", "XrY7u-Ae7tCTyyK7j1rNww==", "AAAA", "5eb63bbb"]
        {
            #expect(
                Requests.code { try Requests.upload(["Content-MD5: \(value)"]) } == .invalidDigest
            )
        }
    }

    @Test func `x-amz-content-sha256`() throws {
        let name = "x-amz-content-sha256: "
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        guard case .digest(let digest) = try Requests.upload([name + hash]).payload else {
            Issue.record("a hash is not a digest")
            return
        }
        #expect(digest.count == 32 && digest[0] == 0xE3)
        #expect(try Requests.upload([name + "UNSIGNED-PAYLOAD"]).payload == .unsigned)
        let length = "x-amz-decoded-content-length: 1"
        let forms: [(String, AWSChunkedForm)] = [
            ("STREAMING-UNSIGNED-PAYLOAD-TRAILER", .unsignedTrailer),
            ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", .signed),
            ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", .signedTrailer),
        ]
        for (value, form) in forms {
            #expect(try Requests.upload([name + value, length]).payload == .streaming(form))
        }
        for value in [
            "", "unsigned-payload", "abc", String(hash.dropLast()), hash + "0", "STREAMING",
        ] {
            #expect(Requests.code { try Requests.upload([name + value]) } == .invalidArgument)
        }
        #expect(
            Requests.code {
                try Requests.upload([name + "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", length])
            } == .notImplemented
        )
    }

    @Test(arguments: [
        ("crc32", ChecksumAlgorithm.crc32, "y/Q5Jg=="), ("crc32c", .crc32c, "4waSgw=="),
        ("crc64nvme", .crc64nvme, "rosUhgoHmYg="), ("sha1", .sha1, "98O8HYCOBHMq32eZZczDTKeuNEE="),
        ("sha256", .sha256, "FeKw09l+0P50kBgmLe0tezAtRiiKgA0sBkkW9z44AiU="),
    ])
    func `checksums are base64 of the right length`(
        name: String,
        algorithm: ChecksumAlgorithm,
        value: String
    ) throws {
        let upload = try Requests.upload(["X-Amz-Checksum-\(name): \(value)"])
        #expect(upload.checksum?.algorithm == algorithm)
        #expect(upload.checksum?.value.count == algorithm.length)
        for bad in ["", "AAAA", String(value.dropLast(2)) + "!!", value + "AAAA"] {
            #expect(
                Requests.code { try Requests.upload(["x-amz-checksum-\(name): \(bad)"]) }
                    == .invalidRequest
            )
        }
        let announced = try Requests.upload(
            Self.streaming + ["x-amz-trailer: x-amz-checksum-\(name)"]
        )
        #expect(announced.trailingChecksum == algorithm)
    }

    @Test func `one checksum at a time, and trailers only where there may be one`() {
        let one = "x-amz-checksum-crc32: y/Q5Jg=="
        let trailer = "x-amz-trailer: x-amz-checksum-crc32"
        for fields in [
            [one, "x-amz-checksum-crc32c: 4waSgw=="], [one, one], [trailer],
            Self.streaming + [trailer, one], Self.streaming + ["x-amz-trailer: x-other"],
            [
                "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD", Self.streaming[1],
                trailer,
            ],
        ] {
            #expect(Requests.code { try Requests.upload(fields) } == .invalidRequest)
        }
    }

    @Test func `conditional writes`() throws {
        #expect(try Requests.upload(["If-None-Match: *"]).condition == .ifAbsent)
        #expect(try Requests.upload(["If-Match: \"a\""]).condition == .ifMatch("a"))
        #expect(try Requests.upload(["If-Match: *"]).condition == .ifMatch("*"))
        for fields in [
            ["If-None-Match: \"a\""], ["If-None-Match: *", "If-None-Match: *"],
            ["If-Match: \"a\", \"b\""], ["If-Match: W/\"a\""], ["If-Match: "],
            ["If-None-Match: *", "If-Match: *"],
        ] {
            #expect(Requests.code { try Requests.upload(fields) } == .notImplemented)
        }
    }

    @Test(arguments: [
        ("x-amz-server-side-encryption: AES256", S3ErrorCode.notImplemented),
        ("X-Amz-Server-Side-Encryption-Customer-Key: x", .notImplemented),
        ("x-amz-object-lock-mode: GOVERNANCE", .notImplemented),
        ("x-amz-website-redirect-location: /x", .notImplemented),
        ("x-amz-write-offset-bytes: 5", .notImplemented),
        ("x-amz-tagging: a=b&a=c", .invalidTag), ("x-amz-tagging: %zz", .invalidArgument),
        ("x-amz-grant-read: id=1", .notImplemented),
        ("x-amz-acl: public-read-write", .notImplemented),
        ("x-amz-storage-class: GLACIER", .invalidStorageClass),
    ])
    func `what would silently be left undone is refused`(field: String, code: S3ErrorCode) {
        #expect(Requests.code { try Requests.upload([field]) } == code)
    }

    @Test func `tags and canned lists`() throws {
        let fields = try Requests.upload(["x-amz-tagging: a=b%20c&d", "x-amz-acl: public-read"])
        #expect(
            fields.tags?.tags
                == [ObjectTag(key: "a", value: "b c"), ObjectTag(key: "d", value: "")]
        )
        #expect(fields.acl == .publicRead)
        #expect(try Requests.upload(["x-amz-acl: bucket-owner-full-control"]).acl == .private)
        #expect(try Requests.upload([]).acl == nil)
    }

    @Test func `a part and a document keep no fields, and a completion's checksum is the object's`()
        throws
    {
        let lines = ["Content-Type: a/b", "x-amz-meta-a: 1", "x-amz-checksum-crc32: y/Q5Jg=="]
        try Requests.with("PUT /b/k", lines + ["Content-Length: 3"]) { head, bytes in
            let part = try UploadFields(head, in: bytes, for: .part)
            #expect(part.fields.isEmpty && part.checksum != nil)
            let completion = try UploadFields(head, in: bytes, for: .completion)
            #expect(completion.checksum == nil && completion.objectChecksum?.algorithm == .crc32)
        }
        try Requests.with("PUT /b/k", lines) { head, bytes in
            let document = try UploadFields(head, in: bytes, for: .document)
            let fieldsOnly = try UploadFields(head, in: bytes, for: .fieldsOnly)
            #expect(document.length == 0 && fieldsOnly.fields.count == 2)
            #expect(
                Requests.code { try UploadFields(head, in: bytes, for: .part) }
                    == .missingContentLength
            )
        }
    }
}
