import Hashing
import S3
import Testing

/// The examples that AWS publishes, by their names there.
@Suite struct RequestSignerTests {
    /// "Examples: Signature Calculations", Amazon S3 API reference.
    private static let s3 = RequestSigner(
        accessKey: "AKIAIOSFODNN7EXAMPLE",
        secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region: "us-east-1"
    )
    /// 2013-05-24 00:00:00.
    private static let s3Time: Int64 = 1_369_353_600

    private static func s3Signature(_ request: RequestSigner.Request) throws -> String {
        try signature(s3.sign(request, secondsSince1970: s3Time))
    }

    private static func signature(_ fields: [(name: String, value: String)]) throws -> String {
        let value = try #require(fields.last { $0.name == "Authorization" }?.value)
        let start = try #require(value.firstRange(of: "Signature="))
        return String(value[start.upperBound...])
    }

    private static func request(
        _ method: String,
        _ path: String,
        query: String = "",
        fields: [(name: String, value: String)] = [],
        payload: RequestSigner.Payload = .empty
    ) -> RequestSigner.Request {
        RequestSigner.Request(
            method: method,
            host: "examplebucket.s3.amazonaws.com",
            path: Array(path.utf8),
            query: Array(query.utf8),
            fields: fields,
            payload: payload
        )
    }

    @Test func `GET Object`() throws {
        let fields = Self.s3.sign(
            Self.request("GET", "/test.txt", fields: [("Range", "bytes=0-9")]),
            secondsSince1970: Self.s3Time
        )
        #expect(
            fields.last?.value
                == "AWS4-HMAC-SHA256 "
                + "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        )
        #expect(fields.map(\.name) == ["x-amz-content-sha256", "x-amz-date", "Authorization"])
        #expect(fields[1].value == "20130524T000000Z")
    }

    @Test func `PUT Object`() throws {
        let signature = try Self.s3Signature(
            Self.request(
                "PUT",
                "/test%24file.text",
                fields: [
                    ("Date", "Fri, 24 May 2013 00:00:00 GMT"),
                    ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
                ],
                payload: .digest(SHA256State.of(Array("Welcome to Amazon S3.".utf8)))
            )
        )
        #expect(signature == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
    }

    @Test func `GET Bucket Lifecycle`() throws {
        let signature = try Self.s3Signature(Self.request("GET", "/", query: "lifecycle"))
        #expect(signature == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
    }

    @Test func `Get Bucket (List Objects)`() throws {
        let signature = try Self.s3Signature(
            Self.request("GET", "/", query: "prefix=J&max-keys=2")
        )
        #expect(signature == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
    }

    @Test func `a session token is sent and signed`() throws {
        let signer = RequestSigner(
            accessKey: "A",
            secretKey: "S",
            sessionToken: "T",
            region: "r"
        )
        let fields = signer.sign(Self.request("GET", "/"), secondsSince1970: Self.s3Time)
        #expect(fields.contains { $0.name == "x-amz-security-token" && $0.value == "T" })
        #expect(fields.last?.value.contains("x-amz-date;x-amz-security-token,") == true)
    }

    @Test func `a key kept for the day signs the same`() throws {
        let request = Self.request("GET", "/a//b")
        let key = Self.s3.key(secondsSince1970: Self.s3Time)
        #expect(
            try Self.signature(
                Self.s3.sign(request, secondsSince1970: Self.s3Time + 60, key: key)
            )
                == Self.signature(Self.s3.sign(request, secondsSince1970: Self.s3Time + 60))
        )
    }

    /// The "AWS Signature Version 4 Test Suite".
    struct SuiteCase: Sendable, CustomTestStringConvertible {
        let name: String
        var method = "GET"
        var path = "/"
        var query = ""
        var fields: [(name: String, value: String)] = []
        var payload = RequestSigner.Payload.empty
        let signature: String

        var testDescription: String { name }
    }

    static let suite = [
        SuiteCase(
            name: "get-vanilla",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        ),
        SuiteCase(
            name: "post-vanilla",
            method: "POST",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
        ),
        SuiteCase(
            name: "get-vanilla-query-order-key-case",
            query: "Param2=value2&Param1=value1",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        ),
        SuiteCase(
            name: "get-vanilla-empty-query-key",
            query: "Param1=value1",
            signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"
        ),
        SuiteCase(
            name: "get-unreserved",
            path: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"
        ),
        SuiteCase(
            name: "get-utf8",
            path: "/ሴ",
            signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"
        ),
        SuiteCase(
            name: "get-header-key-duplicate",
            fields: [("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")],
            signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"
        ),
        SuiteCase(
            name: "get-header-value-trim",
            fields: [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")],
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
        ),
        SuiteCase(
            name: "post-header-key-sort",
            method: "POST",
            fields: [("My-Header1", "value1")],
            signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"
        ),
        SuiteCase(
            name: "post-x-www-form-urlencoded",
            method: "POST",
            fields: [("Content-Type", "application/x-www-form-urlencoded")],
            payload: .digest(SHA256State.of(Array("Param1=value1".utf8))),
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
        ),
    ]

    @Test(arguments: suite) func `the published suite`(_ example: SuiteCase) throws {
        let signer = RequestSigner(
            accessKey: "AKIDEXAMPLE",
            secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            region: "us-east-1",
            service: "service"
        )
        let request = RequestSigner.Request(
            method: example.method,
            host: "example.amazonaws.com",
            path: Array(example.path.utf8),
            query: Array(example.query.utf8),
            fields: example.fields,
            payload: example.payload
        )
        // 2015-08-30 12:36:00.
        let fields = signer.sign(request, secondsSince1970: 1_440_938_160)
        #expect(try Self.signature(fields) == example.signature)
    }
}
