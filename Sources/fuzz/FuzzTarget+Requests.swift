import HTTP1
import S3

extension FuzzTarget {
    static let requests = [
        FuzzTarget("s3-target", texts: targets, target),
        FuzzTarget("s3-request", texts: plainRequests, request),
        FuzzTarget("sigv4-header", seeds: [signed], signature),
        FuzzTarget("sigv4-query", texts: [presigned], signature),
        FuzzTarget("continuation-token", seeds: tokens, token),
        FuzzTarget("tagging-header", texts: ["a=b&c=%C3%BC+d"]) { bytes in
            understands { _ = try TagSet(query: bytes) }
        },
    ]

    private static let targets = [
        "/", "/b", "/b/k", "/b/a%20b//%C3%BC?versionId=null&partNumber=1",
        "/b?list-type=2&prefix=a&delimiter=%2F&start-after=x&encoding-type=url&max-keys=5",
    ]
    private static let plainRequests = [
        """
        GET /b/k?response-content-type=a HTTP/1.1
        Host: h
        If-None-Match: "a", W/"b"
        If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT
        Range: bytes=0-1
        If-Range: "a"


        """,
        """
        PUT /b/k?partNumber=2&uploadId=00000000000000000000000000000000 HTTP/1.1
        Host: h
        Content-Length: 3
        Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==
        x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER
        x-amz-decoded-content-length: 3
        x-amz-trailer: x-amz-checksum-crc32
        x-amz-meta-a: b
        x-amz-acl: public-read
        x-amz-tagging: a=b


        """,
        """
        PUT /b/k HTTP/1.1
        Host: h
        x-amz-copy-source: /b/a%20b?versionId=null
        x-amz-copy-source-range: bytes=0-1
        x-amz-copy-source-if-match: "a"
        x-amz-metadata-directive: REPLACE
        Content-Length: 0


        """,
        """
        OPTIONS /b/k HTTP/1.1
        Host: h
        Origin: http://a
        Access-Control-Request-Method: PUT
        Access-Control-Request-Headers: x, y


        """,
        """
        GET /b/k?attributes HTTP/1.1
        Host: h
        x-amz-object-attributes: ETag,ObjectParts,Checksum
        x-amz-max-parts: 5


        """,
        "GET /b?list-type=2&max-keys=3&prefix=a&delimiter=/ HTTP/1.1\nHost: h\n\n",
        "GET /b?versions&key-marker=a HTTP/1.1\nHost: h\n\n",
        "GET /b?uploads&key-marker=b&upload-id-marker=00000000000000000000000000000000 HTTP/1.1\nHost: h\n\n",
        "POST /b?delete HTTP/1.1\nHost: h\nContent-Length: 9\n\n",
    ]
    /// One minute of the day that the seeds are of.
    private static let now: Int64 = 1_369_353_600
    private static let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    private static let key = SigningKey(
        secret: Array(secret.utf8),
        date: Array("20130524".utf8),
        region: Array("us-east-1".utf8)
    )
    private static let signed: [UInt8] = {
        let signer = RequestSigner(
            accessKey: "AKIAIOSFODNN7EXAMPLE",
            secretKey: secret,
            region: "us-east-1"
        )
        let request = RequestSigner.Request(
            method: "GET",
            host: "h",
            path: Array("/b/a%20b".utf8),
            query: Array("prefix=a&x".utf8)
        )
        let fields = signer.sign(request, secondsSince1970: now)
        let lines = fields.map { "\($0.name): \($0.value)\r\n" }.joined()
        return Array("GET /b/a%20b?prefix=a&x HTTP/1.1\r\nHost: h\r\n\(lines)\r\n".utf8)
    }()
    /// The example of "Authenticating Requests: Using Query Parameters", Amazon S3 API reference.
    private static let presigned =
        "GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F"
        + "20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
        + "&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c2659"
        + "57d157751f604d404 HTTP/1.1\nHost: examplebucket.s3.amazonaws.com\n\n"
    private static let tokens = [
        ContinuationToken.encode(.afterKey(Array("a/b".utf8))),
        ContinuationToken.encode(.afterPrefix(Array("a/".utf8))),
    ]

    private static func target(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { raw in
            var target = S3Target()
            return understands {
                try target.parse(0..<raw.count, in: raw)
                precondition(target.path.count <= bytes.count)
                if let path = target.objectPath {
                    precondition(path.bucket == target.bucket && path.key == target.key)
                }
                _ = target.isPlainRead(.get)
            }
        }
    }

    /// Everything that is read of a request's head; true if it says what it asks for.
    private static func request(_ bytes: [UInt8]) -> Bool {
        withRequest(bytes) { head, target, raw in
            _ = Preconditions(head, in: raw)
            _ = understands { _ = try CopySource(head, in: raw) }
            _ = understands { _ = try CopyRange(head, in: raw).resolve(size: 9) }
            _ = understands { _ = try CopyDirectives(head, in: raw) }
            _ = understands { _ = try AttributesRequest(head, in: raw) }
            _ = understands { _ = try PreflightRequest(head, in: raw) }
            for purpose in [UploadFields.Purpose.object, .part, .document, .completion] {
                _ = understands { _ = try UploadFields(head, in: raw, for: purpose) }
            }
            return understands { _ = try S3Operation.classify(head, target, in: raw) }
        } ?? false
    }

    /// Who signs is let in, and nobody who changes a digit of the signature.
    private static func signature(_ bytes: [UInt8]) -> Bool {
        withRequest(bytes) { head, target, raw in
            var verifier = RequestVerifier()
            guard
                let form = understood({
                    try verifier.read(head, target.query, in: raw, now: now)
                }), form != .anonymous
            else { return false }
            precondition(!verifier.accessKey.isEmpty && verifier.date.count == 8)
            if understands({ try verifier.verify(head, in: raw, key: key) }) {
                let other = SigningKey(
                    secret: Array("another".utf8),
                    date: verifier.date,
                    region: verifier.region
                )
                precondition(
                    !understands { try verifier.verify(head, in: raw, key: other) },
                    "two secrets make one signature"
                )
            }
            return true
        } ?? false
    }

    private static func token(_ bytes: [UInt8]) -> Bool {
        guard let position = ContinuationToken.decode(bytes) else { return false }
        precondition(
            ContinuationToken.decode(ContinuationToken.encode(position)) == position,
            "a position changed on its way through a token"
        )
        return true
    }

    private static func withRequest(
        _ bytes: [UInt8],
        _ body: (RequestHead, S3Target, UnsafeRawBufferPointer) -> Bool
    ) -> Bool? {
        bytes.withUnsafeBytes { raw in
            understood {
                var parser = HeadParser()
                var head = RequestHead()
                var target = S3Target()
                guard try parser.parse(raw, into: &head) else { return false }
                try target.parse(head, raw)
                return body(head, target, raw)
            }
        }
    }
}
