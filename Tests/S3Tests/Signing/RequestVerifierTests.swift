import Determinism
import HTTP1
import S3
import Testing

@Suite struct RequestVerifierTests {
    private typealias Signed = SignedRequests

    /// "Authenticating Requests: Using Query Parameters", Amazon S3 API reference.
    private static let presigned = [
        "GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            + "&X-Amz-Signature="
            + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404 HTTP/1.1",
        "Host: examplebucket.s3.amazonaws.com",
    ]

    /// The same document's "GET Object" example of the Authorization header.
    private static let example = [
        "GET /test.txt HTTP/1.1", "Host: examplebucket.s3.amazonaws.com", "Range: bytes=0-9",
        "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-amz-date: 20130524T000000Z",
        "Authorization: AWS4-HMAC-SHA256 "
            + "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
            + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
            + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ]

    private static func replacing(_ old: String, _ new: String, in lines: [String]) -> [String] {
        lines.map { $0.replacing(old, with: new) }
    }

    @Test func `the published examples are let in`() throws {
        try Signed.verify(Self.example) { verifier, _ in
            #expect(verifier.form == .header)
            #expect(text(verifier.accessKey) == "AKIAIOSFODNN7EXAMPLE")
            #expect(text(verifier.region) == "us-east-1")
        }
        try Signed.verify(Self.presigned) { verifier, _ in #expect(verifier.form == .query) }
    }

    @Test func `a request without any sign of a signature is anonymous`() throws {
        for target in ["/b/k", "/b/k?x-id=GetObject", "/b?list-type=2&X-Amz-Foo=1"] {
            try Signed.verify(["GET \(target) HTTP/1.1", "Host: h"]) { verifier, key in
                #expect(verifier.form == .anonymous)
                #expect(key == nil)
            }
        }
    }

    @Test func `any change of what was signed does not match`() {
        for (old, new) in [
            ("GET", "PUT"), ("/test.txt", "/test.txT"), ("bytes=0-9", "bytes=0-8"),
            ("Host: e", "Host: f"), ("852b855", "852b856"), ("000000Z", "000001Z"),
            ("/test.txt", "/test.txt?acl"), ("us-east-1", "us-east-2"), ("6bdb41", "6bdb42"),
        ] {
            #expect(
                Signed.code(Self.replacing(old, new, in: Self.example)) == .signatureDoesNotMatch,
                "\(old)"
            )
        }
        #expect(Signed.code(Self.example, secret: Array("x".utf8)) == .signatureDoesNotMatch)
        for (old, new) in [("86400", "86401"), ("test", "tesT"), ("Host: e", "Host: f")] {
            #expect(
                Signed.code(Self.replacing(old, new, in: Self.presigned)) == .signatureDoesNotMatch,
                "\(old)"
            )
        }
    }

    @Test func `a mismatch shows what was signed here, as S3 does`() throws {
        do {
            try Signed.verify(Self.example, secret: []) { _, _ in }
            Issue.record("let in")
        } catch let error as S3Error {
            let xml = text(error.xml(requestID: "r", resource: []))
            #expect(xml.contains("<StringToSign>AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us"))
            #expect(xml.contains("<CanonicalRequest>GET\n/test.txt\n\nhost:examplebucket."))
        }
    }

    @Test func `clocks may differ by fifteen minutes`() {
        for difference in [-900, 0, 900] as [Int64] {
            #expect(Signed.code(Self.example, now: Signed.time + difference) == nil)
        }
        for difference in [-901, 901] as [Int64] {
            #expect(
                Signed.code(Self.example, now: Signed.time + difference) == .requestTimeTooSkewed
            )
        }
    }

    @Test func `a presigned URL lasts as long as it says, and seven days at most`() {
        for (now, code) in [
            (-901, .accessDenied), (-900, nil), (86_400, nil), (86_401, .accessDenied),
        ] as [(Int64, S3ErrorCode?)] {
            #expect(Signed.code(Self.presigned, now: Signed.time + now) == code, "\(now)")
        }
        for expires in ["604801", "0", "-1", "x", "", "99999999999"] {
            let lines = Self.replacing("86400", expires, in: Self.presigned)
            #expect(Signed.code(lines) == .authorizationQueryParametersError, "\(expires)")
        }
        let week = Self.replacing("86400", "604800", in: Self.presigned)
        #expect(Signed.code(week) == .signatureDoesNotMatch)
    }

    @Test func `host and all x-amz fields must be signed`() {
        #expect(Signed.code(Signed.signed("GET", "/b/k")) == nil)
        #expect(Signed.code(Signed.signed("GET", "/b/k", unsigned: ["Accept: */*"])) == nil)
        #expect(
            Signed.code(Signed.signed("PUT", "/b/k", unsigned: ["X-Amz-Acl: public-read"]))
                == .accessDenied
        )
        #expect(Signed.code(Self.presigned + ["x-amz-tagging: a=b"]) == .accessDenied)
        let noHost = Self.replacing("=host;range", "=range", in: Self.example)
        #expect(Signed.code(noHost) == .accessDenied)
    }

    @Test func `a host in the target is the one that must have been signed`() {
        let theirs = ("GET /", "GET http://other.s3.test/")
        for (lines, signed) in [
            (Self.example, "examplebucket.s3.amazonaws.com"),
            (Self.presigned, "examplebucket.s3.amazonaws.com"),
            (Signed.signed("GET", "/b/k"), "h:8400"),
        ] {
            #expect(
                Signed.code(Self.replacing(theirs.0, theirs.1, in: lines)) == .signatureDoesNotMatch
            )
            let own = Self.replacing("GET /", "GET http://\(signed)/", in: lines)
            #expect(Signed.code(own) == nil)
            // The Host field counts for nothing then (RFC 9112 section 3.2.2).
            let foreign = Self.replacing("Host: \(signed)", "Host: other.s3.test", in: own)
            #expect(Signed.code(foreign) == nil)
        }
    }

    @Test func `a host in the target must be signed where there is no Host field`() {
        let old = Self.example.filter { !$0.hasPrefix("Host: ") }
        let lines = Self.replacing(
            "GET /test.txt HTTP/1.1",
            "GET http://examplebucket.s3.amazonaws.com/test.txt HTTP/1.0",
            in: old
        )
        #expect(Signed.code(lines) == nil)
        #expect(Signed.code(Self.replacing("=host;range", "=range", in: lines)) == .accessDenied)
    }

    @Test func `other mechanisms are refused with a sentence`() {
        let version2 = ["GET /b HTTP/1.1", "Host: h", "Authorization: AWS AKID:c2ln"]
        #expect(Signed.code(version2) == .invalidRequest)
        let query = ["GET /b?AWSAccessKeyId=A&Expires=1&Signature=s HTTP/1.1", "Host: h"]
        #expect(Signed.code(query) == .invalidRequest)
        let ecdsa = Self.replacing("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256", in: Self.example)
        #expect(Signed.code(ecdsa) == .invalidRequest)
        #expect(Signed.code(Self.presigned + [Self.example[5]]) == .invalidArgument)
        #expect(Signed.code(["GET / HTTP/1.1", "Host: h", "Authorization: Basic x"]) != nil)
    }

    @Test(
        arguments: [
            ("Credential=AKIAIOSFODNN7EXAMPLE/", "Credential=", .authorizationHeaderMalformed),
            ("/s3/", "/ec2/", .authorizationHeaderMalformed),
            ("aws4_request", "aws5_request", .authorizationHeaderMalformed),
            ("/20130524/", "/20130525/", .authorizationHeaderMalformed),
            (",Signature=f0", ",Signature=f", .authorizationHeaderMalformed),
            (",Signature=f0", ",Signature=F0", .authorizationHeaderMalformed),
            (",Signature=", ",Signatur=", .authorizationHeaderMalformed),
            ("SignedHeaders=host", "SignedHeaders=Host", .authorizationHeaderMalformed),
            (
                "Signature=", "Credential=a/b/c/s3/aws4_request,Signature=",
                .authorizationHeaderMalformed
            ),
            ("x-amz-date: ", "x-amz-dat: ", .accessDenied),
            ("x-amz-date: 2013", "x-amz-date: yyyy", .accessDenied),
            ("x-amz-content-sha256: ", "x-content-sha256: ", .missingSecurityHeader),
        ] as [(String, String, S3ErrorCode)]
    )
    func `what is malformed has the code that S3 gives it`(
        _ old: String,
        _ new: String,
        _ code: S3ErrorCode
    ) {
        #expect(Signed.code(Self.replacing(old, new, in: Self.example)) == code)
    }

    @Test func `parameters that are missing, twice or foreign are refused`() {
        for (old, new, code) in [
            ("&X-Amz-Expires=86400", "", .authorizationQueryParametersError),
            (
                "&X-Amz-Expires=86400", "&X-Amz-Expires=1&X-Amz-Expires=1",
                .authorizationQueryParametersError
            ),
            ("&X-Amz-Date=2013", "&X-Amz-Date=x013", .authorizationQueryParametersError),
            ("%2Fs3%2F", "%2F", .authorizationQueryParametersError),
            ("&X-Amz-Expires", "&X-Amz-Security-Token=t&X-Amz-Expires", .invalidToken),
        ] as [(String, String, S3ErrorCode)] {
            #expect(Signed.code(Self.replacing(old, new, in: Self.presigned)) == code, "\(old)")
        }
        let temporary = Signed.signed("GET", "/b", unsigned: ["x-amz-security-token: t"])
        #expect(Signed.code(temporary) == .invalidToken)
    }

    @Test func `any spelling of a path or query verifies against the canonical one`() {
        let lines = Signed.signed("GET", "/b/a%20b%2Bc", query: "prefix=%C3%BC%20&delimiter=%2F")
        #expect(Signed.code(lines) == nil)
        let spelt = Self.replacing(
            "/b/a%20b%2Bc?prefix=%C3%BC%20&delimiter=%2F",
            "/%62/a%20b+c?delimiter=/&prefix=ü+",
            in: lines
        )
        #expect(Signed.code(spelt) == nil)
    }

    @Test func `values in several lines and with many spaces are signed folded`() {
        let fields = [("x-amz-meta-a", "1   2"), ("x-amz-meta-a", "3"), ("X-Amz-Meta-B", "")]
        #expect(Signed.code(Signed.signed("PUT", "/b/k", fields: fields)) == nil)
    }

    @Test func `whatever is signed verifies, and no change of a byte does`() throws {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<200 {
            let key = (0..<Int.random(in: 1..<30, using: &random)).map { _ in
                UInt8.random(in: 1...127, using: &random)
            }
            let path = "/bucket/" + text(PercentCoding.encode(key, keepsSlash: true))
            let lines = Signed.signed("GET", path, query: "b=\(path.count)&a&b=1&a=")
            #expect(Signed.code(lines) == nil, "\(path)")
        }
        let original = Self.example + ["Content-Type: text/plain"]
        for _ in 0..<5_000 {
            var bytes = Array(original.joined(separator: "\n").utf8)
            let at = Int.random(in: 0..<bytes.count, using: &random)
            let byte = UInt8.random(in: 0x20..<0x7F, using: &random)
            guard bytes[at] != 0x0A else { continue }
            bytes[at] = byte
            let changed = text(bytes).split(separator: "\n").map(String.init)
            // Not signed: the version of HTTP, the type at the end, the case of names of fields.
            let isMeaningless =
                changed[0].hasPrefix("GET /test.txt HTTP/1.") || changed[6] != original[6]
            let isSameButForCase = zip(original, changed).allSatisfy {
                $0.lowercased() == $1.lowercased()
            }
            do {
                try Signed.verify(changed) { verifier, _ in
                    #expect(
                        verifier.form == .anonymous || isSameButForCase
                            || text(verifier.accessKey) != "AKIAIOSFODNN7EXAMPLE"
                            || isMeaningless && changed[1...5] == original[1...5],
                        "\(changed)"
                    )
                }
            } catch is S3Error {
                continue
            } catch is HTTPError {
                continue
            }
        }
    }
}
